import type { OptOutChange, OptOutView } from '#libs/contracts';
import { maskNumber, type TenantId } from '#libs/kernel';
import type { OptOutChangeRecord, OptOutRecord } from '../../domain/acceptance/opt-out.ts';
import { seesContent } from '../../domain/acceptance/shown-content.ts';
import type { Codec } from '../ledger/ports.ts';
import { opened, orUnreadable } from '../ledger/sealed-content.ts';

/** Who reads; `named`: the number, if they know it. */
interface Reader {
  readonly tenant: string;
  readonly reader?: string;
  readonly reads_content?: boolean;
  readonly named?: string;
}

/** An opt-out in force. The tenant's key must be loaded. */
export function viewOf(
  codec: Pick<Codec, 'open'>,
  reader: Reader,
  { id, number, scope, changes }: OptOutRecord,
): OptOutView {
  const { at, by, source, note } = changes.at(-1)!;
  const e164 = reader.named ?? textOf(codec, reader, 'opt_out', number) ?? '';
  const isSeen = seesContent(reader, { created_by: by });
  return {
    id: id!,
    number: isSeen || reader.named !== undefined ? e164 : maskNumber(e164),
    scope: scope!,
    source: source!,
    ...(note && isSeen && present('proof', textOf(codec, reader, 'opt_out_note', note))),
    at: at.toISOString(),
    by,
    masked: !isSeen,
  };
}

/** Newest first. */
export const historyOf = (
  codec: Pick<Codec, 'open'>,
  reader: Reader,
  changes: readonly OptOutChangeRecord[],
): OptOutChange[] =>
  changes.toReversed().map(({ at, by, scope, source, note }) => {
    const isSeen = seesContent(reader, { created_by: by });
    return {
      at: at.toISOString(),
      what: scope ? 'added' : 'lifted',
      ...(scope && { scope }),
      ...(source && { source }),
      ...(note && isSeen && present(scope ? 'proof' : 'reason', textOf(codec, reader, 'opt_out_note', note))),
      by,
      masked: !isSeen,
    };
  });

const present = (name: 'proof' | 'reason', text: string | undefined): { readonly [Name in typeof name]?: string } =>
  text === undefined ? {} : { [name]: text };

/** A value that can no longer be read is left out: the number's hash still decides. */
function textOf(codec: Pick<Codec, 'open'>, { tenant }: Reader, field: string, sealed: Uint8Array): string | undefined {
  const text = orUnreadable(() => opened(field, () => ({ is: codec.open(tenant as TenantId, field, sealed) })));
  return text === 'unreadable' ? undefined : text.is;
}
