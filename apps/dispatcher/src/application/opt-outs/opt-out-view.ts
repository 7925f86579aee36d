import type { OptOutChange, OptOutView } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { OptOutChangeRecord, OptOutRecord } from '../../domain/acceptance/opt-out.ts';
import type { Codec } from '../ledger/ports.ts';
import { opened, orUnreadable } from '../ledger/sealed-content.ts';

type Opens = Pick<Codec, 'open'>;

/** An opt-out in force. The tenant's key must be loaded. */
export function viewOf(codec: Opens, tenant: TenantId, { id, number, scope, changes }: OptOutRecord): OptOutView {
  const { at, by, source, note } = changes.at(-1)!;
  return {
    id: id!,
    number: openedNote(codec, tenant, 'opt_out', number) ?? '',
    scope: scope!,
    source: source!,
    ...noteOf(codec, tenant, 'proof', note),
    at: at.toISOString(),
    by,
  };
}

/** Newest first. */
export const historyOf = (codec: Opens, tenant: TenantId, changes: readonly OptOutChangeRecord[]): OptOutChange[] =>
  changes.toReversed().map(({ at, by, scope, source, note }) => ({
    at: at.toISOString(),
    what: scope ? 'added' : 'lifted',
    ...(scope && { scope }),
    ...(source && { source }),
    ...noteOf(codec, tenant, scope ? 'proof' : 'reason', note),
    by,
  }));

function noteOf<Name extends 'proof' | 'reason'>(
  codec: Opens,
  tenant: TenantId,
  name: Name,
  note: Uint8Array | undefined,
): { readonly [Key in Name]?: string } {
  const text = note && openedNote(codec, tenant, 'opt_out_note', note);
  return (text === undefined ? {} : { [name]: text }) as { readonly [Key in Name]?: string };
}

/** A value that can no longer be read is left out: the number's hash still decides. */
function openedNote(codec: Opens, tenant: TenantId, field: string, sealed: Uint8Array): string | undefined {
  const text = orUnreadable(() => opened(field, () => ({ is: codec.open(tenant, field, sealed) })));
  return text === 'unreadable' ? undefined : text.is;
}
