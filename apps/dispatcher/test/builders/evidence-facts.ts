import type { CloseReason, Guarantee, LookupResult, MessageStatus, Outcome, ReceiptStatus } from '#libs/contracts';
import type { EvidenceFacts, Grant } from '../../src/domain/ledger/fold.ts';

export const answer = (fence: number, outcome: Outcome, vendor_code?: string): EvidenceFacts => ({
  fence,
  kind: 'answer',
  outcome,
  ...(vendor_code && { vendor_code }),
});
export const operator = (fence: number, outcome: Outcome): EvidenceFacts => ({ fence, kind: 'operator', outcome });
export const silence = (fence: number): EvidenceFacts => ({ fence, kind: 'silence' });
export const lookup = (fence: number, result: LookupResult): EvidenceFacts => ({
  fence,
  kind: 'lookup',
  lookup: result,
});
export const receipt = (fence: number, status: ReceiptStatus, vendor_code?: string): EvidenceFacts => ({
  fence,
  kind: 'receipt',
  receipt: status,
  ...(vendor_code && { vendor_code }),
});
export const phone = (fence: number, outcome?: Outcome): EvidenceFacts => ({
  fence,
  kind: 'phone',
  ...(outcome && { outcome }),
});
export const closed = (fence: number, reason: CloseReason): EvidenceFacts => ({ fence, kind: 'closed', reason });

export const OUTCOMES: readonly Outcome[] = [
  'accepted',
  'rejected',
  'vendor_fault',
  'throttled',
  'not_started',
  'unknown',
];
export const PROOFS: readonly Outcome[] = ['vendor_fault', 'throttled', 'not_started'];
export const REASONS: readonly [CloseReason, MessageStatus][] = [
  ['CANCELED_BY_USER', 'CANCELED'],
  ['OPTED_OUT', 'CANCELED'],
  ['DUPLICATE_RECENT', 'CANCELED'],
  ['EXPIRED', 'EXPIRED'],
  ['TRIES_USED_UP', 'FAILED'],
  ['UNREADABLE', 'FAILED'],
  ['UNSTORABLE', 'FAILED'],
];
export const GUARANTEES: readonly Guarantee[] = ['at_most_once', 'at_least_once', 'at_least_once_same_content'];

export const held = (fence: number, guarantee: Guarantee = 'at_most_once'): Grant => ({
  fence,
  holder: 'h',
  guarantee,
});
export const free = (fence: number, guarantee: Guarantee = 'at_most_once'): Grant => ({ fence, guarantee });

/** The form of a row in a test's name. */
export const nameOf = ({ kind, outcome, lookup, receipt, reason }: EvidenceFacts): string =>
  [kind, outcome ?? lookup ?? receipt ?? reason].filter(Boolean).join(' ');
