import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import type { Evidence } from './ledger.ts';
import type { ReceivedText } from './sandbox.ts';

/** A text and the grant under which it was sent, if that is known. */
export interface OwnedText {
  readonly text: ReceivedText;
  readonly fence?: number;
}

export interface TextsByMessage {
  readonly textsOf: ReadonlyMap<string, OwnedText[]>;
  readonly strangers: readonly ReceivedText[];
}

/**
 * Texts by their message: known from the callback address if the vendor has one, then from the evidence by the vendor's
 * id, and else from the number, which a run gives only to one message and its retries. A message that a look-up freed is
 * sent again under its client reference: the vendor may answer a later grant with the text of an earlier one.
 */
export function textsByMessage(run: Evidence): TextsByMessage {
  const byPublicId = new Map(run.messages.map((message) => [message._id.slice(9), message]));
  const byVendorId = new Map(
    run.evidence.flatMap((row) => (isAcceptance(row) ? [[vendorIdOf(row), row] as const] : [])),
  );
  const byNumber = messagesByNumber(run, byPublicId);
  const freed = new Set(run.evidence.flatMap(({ message, lookup }) => (lookup === 'nothing' ? (message ?? []) : [])));
  const textsOf = new Map<string, OwnedText[]>();
  const strangers: ReceivedText[] = [];
  for (const text of run.texts) {
    const owned = ownerOf(text, byPublicId, byVendorId, byNumber, freed);
    if (!owned) strangers.push(text);
    else textsOf.set(owned.key, [...(textsOf.get(owned.key) ?? []), { text, ...owned.grant }]);
  }
  return { textsOf, strangers };
}

/** The message and the fence that a text's callback address names: `?m=<message>.<fence>`. */
export function namedBy({ statusCallback }: ReceivedText): [string?, string?] {
  const m = statusCallback && new URL(statusCallback).searchParams.get('m');
  const at = m?.lastIndexOf('.') ?? -1;
  return m && at > 0 ? [m.slice(0, at), m.slice(at + 1)] : [];
}

/** How often a person got it: of a text in parts, as often as the part that came most often. */
export function copiesOf(texts: readonly OwnedText[]): number {
  const [whole, inParts] = [true, false].map((isWhole) =>
    texts.filter(({ text: { phone } }) => (phone === undefined || phone.parts === 1) === isWhole),
  ) as [OwnedText[], OwnedText[]];
  const byPart = Map.groupBy(inParts, ({ text }) => text.phone!.part);
  return whole.length + Math.max(0, ...[...byPart.values()].map((same) => same.length));
}

type Owner = { readonly key: string; readonly grant: { readonly fence?: number } } | undefined;

function ownerOf(
  text: ReceivedText,
  byPublicId: ReadonlyMap<string, MessageDocument>,
  byVendorId: ReadonlyMap<string, EvidenceDocument>,
  byNumber: ReadonlyMap<string, readonly MessageDocument[]>,
  freed: ReadonlySet<string>,
): Owner {
  const [id, fence] = namedBy(text);
  if (id !== undefined) {
    const message = byPublicId.get(id);
    return message && { key: message._id, grant: { fence: Number(fence) } };
  }
  if (text.phone) {
    const message = byPublicId.get(text.localId ?? '');
    return message && { key: message._id, grant: text.fence === undefined ? {} : { fence: text.fence } };
  }
  const row = byVendorId.get(`${text.vendor} ${text.sid}`);
  if (row?.message) return { key: row.message, grant: freed.has(row.message) ? {} : { fence: row.fence } };
  const candidates = byNumber.get(text.to) ?? [];
  const message = candidates.findLast(({ created_at }) => created_at.getTime() <= text.at) ?? candidates[0];
  return message && { key: message._id, grant: {} };
}

const vendorIdOf = ({ vendor, vendor_message_id: id }: EvidenceDocument): string => `${vendor} ${id}`;
const isAcceptance = ({ message, outcome, lookup, vendor_message_id: id }: EvidenceDocument): boolean =>
  message !== undefined && id !== undefined && (outcome === 'accepted' || lookup === 'found');

/** The message that was sent to a number and those that retry it, the oldest first. */
function messagesByNumber(
  { calls, messages }: Evidence,
  byPublicId: ReadonlyMap<string, MessageDocument>,
): ReadonlyMap<string, readonly MessageDocument[]> {
  const retries = Map.groupBy(messages, ({ retry_of }) => retry_of as string | undefined);
  const withRetries = (message: MessageDocument): MessageDocument[] => [
    message,
    ...(retries.get(message._id) ?? []).flatMap(withRetries),
  ];
  return new Map(
    calls.flatMap(({ to, accepted }) =>
      (accepted?.messageIds ?? []).flatMap((id, position) => {
        const number = to?.[position];
        const message = byPublicId.get(id);
        return number && message ? [[number, withRetries(message)] as const] : [];
      }),
    ),
  );
}
