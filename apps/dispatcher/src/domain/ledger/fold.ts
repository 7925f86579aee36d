import type { CloseReason, EvidenceDocument, Guarantee, MessageStatus, Outcome } from '#libs/contracts';

/** The facts of a row of evidence; its author and time do not matter. */
export type EvidenceFacts = Pick<
  EvidenceDocument,
  'fence' | 'kind' | 'outcome' | 'lookup' | 'receipt' | 'reason' | 'vendor_code'
>;

/** The present grant of a message, from its document. */
export interface Grant {
  readonly fence: number;
  readonly holder?: string | undefined;
  readonly guarantee: Guarantee;
  /** A phone holds it and has not called `start`. */
  readonly awaits_start?: boolean;
}

export interface Folded {
  readonly status: MessageStatus;
  /** Why it ended: our own reason, or the vendor's code. */
  readonly reason?: string;
}

/**
 * The status that follows from all evidence of a message, in any order and with any repeats. The letters are the
 * design's; the first line that fits decides.
 */
export function fold(grant: Grant, evidence: readonly EvidenceFacts[]): Folded {
  const has = (says: (row: EvidenceFacts) => boolean): boolean => evidence.some(says);
  const present = evidence.filter(({ fence }) => fence === grant.fence);

  if (has(saysDelivered)) return { status: 'DELIVERED' }; // a
  if (has(saysUndelivered)) return { status: 'UNDELIVERED', ...codeOf(evidence.filter(saysUndelivered)) };
  if (has(isAcceptance)) return { status: 'SENT' };

  const held = grant.holder !== undefined;
  if (held && !present.some(isEnding)) return { status: grant.awaits_start ? 'ASSIGNED' : 'SENDING' }; // b

  const closedAs = (result: Folded): Folded => (isUnresolved(evidence) ? UNCONFIRMED : result);
  if (has(isRejection)) return closedAs({ status: 'FAILED', ...codeOf(evidence.filter(isRejection)) }); // c

  const closing = strongest(present);
  if (closing) return closedAs({ status: STATUS_OF[closing], reason: closing }); // d

  if (!held) return { status: 'PENDING' }; // e
  const silent = present.some(isSilence);
  if (silent && grant.guarantee === 'at_most_once') return closedAs(NOT_SENT); // f
  return { status: 'PENDING' }; // f, at least once; g
}

/** Whether a row ends its grant: no other result of that attempt is expected. */
export const isEnding = (row: EvidenceFacts): boolean =>
  (answered(row) && row.outcome !== 'unknown') ||
  isSilence(row) ||
  foundNothing(row) ||
  (row.kind === 'closed' && row.reason !== undefined);

/** Whether a row ends the grant with this fence. */
export const endsGrant = (row: EvidenceFacts, fence: number): boolean => row.fence === fence && isEnding(row);

/** Whether any attempt may have sent the message without a known result. */
export function isUnresolved(evidence: readonly EvidenceFacts[]): boolean {
  const resolved = new Set(evidence.filter((row) => isAcceptance(row) || provesUnsent(row)).map(({ fence }) => fence));
  return evidence.some((row) => leavesDoubt(row) && !resolved.has(row.fence));
}

const UNCONFIRMED: Folded = { status: 'UNCONFIRMED', reason: 'OUTCOME_UNKNOWN' };
const NOT_SENT: Folded = { status: 'FAILED', reason: 'NOT_SENT' };

const STATUS_OF: Readonly<Record<CloseReason, MessageStatus>> = {
  TRIES_USED_UP: 'FAILED',
  CANCELED_BY_USER: 'CANCELED',
  OPTED_OUT: 'CANCELED',
  DUPLICATE_RECENT: 'CANCELED',
  EXPIRED: 'EXPIRED',
  UNREADABLE: 'FAILED',
  UNSTORABLE: 'FAILED',
};
/** One grant is closed once; if two reasons meet, the first of these counts, so that the order does not matter. */
const BY_STRENGTH = Object.keys(STATUS_OF) as CloseReason[];

/** A vendor without a client reference answers `inconclusive` instead of `nothing`, which proves nothing. */
const UNSENT: ReadonlySet<Outcome | undefined> = new Set<Outcome>(['vendor_fault', 'throttled', 'not_started']);

/** An answer about an attempt; a phone's events count only if they are `accepted`. */
const answered = (row: EvidenceFacts): boolean =>
  (row.kind === 'answer' || row.kind === 'operator') && row.outcome !== undefined;
const isSilence = ({ kind }: EvidenceFacts): boolean => kind === 'silence';
const foundNothing = ({ kind, lookup }: EvidenceFacts): boolean => kind === 'lookup' && lookup === 'nothing';
const saysDelivered = ({ kind, receipt }: EvidenceFacts): boolean => kind === 'receipt' && receipt === 'DELIVERED';
const saysUndelivered = ({ kind, receipt }: EvidenceFacts): boolean => kind === 'receipt' && receipt === 'UNDELIVERED';
/** The vendor or phone took it. */
export const isAcceptance = (row: EvidenceFacts): boolean =>
  (row.kind === 'lookup' && row.lookup === 'found') ||
  ((answered(row) || row.kind === 'phone') && row.outcome === 'accepted');
const isRejection = (row: EvidenceFacts): boolean => answered(row) && row.outcome === 'rejected';
const provesUnsent = (row: EvidenceFacts): boolean => foundNothing(row) || (answered(row) && UNSENT.has(row.outcome));
const leavesDoubt = (row: EvidenceFacts): boolean => isSilence(row) || (answered(row) && row.outcome === 'unknown');

const strongest = (rows: readonly EvidenceFacts[]): CloseReason | undefined =>
  BY_STRENGTH.find((reason) => rows.some((row) => row.kind === 'closed' && row.reason === reason));

/** The vendor's code, of the newest grant that has one. */
function codeOf(rows: readonly EvidenceFacts[]): { reason?: string } {
  const [newest] = rows
    .flatMap(({ fence, vendor_code }) => (vendor_code ? [{ fence, vendor_code }] : []))
    .sort((a, b) => b.fence - a.fence || (a.vendor_code < b.vendor_code ? -1 : 1));
  return newest ? { reason: newest.vendor_code } : {};
}
