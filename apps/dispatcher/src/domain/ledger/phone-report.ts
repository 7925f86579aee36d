import type { EvidenceDocument, MessageDocument, NotApplied, PhoneReport } from '#libs/contracts';
import { isProven } from './status.ts';

type Message = Pick<MessageDocument, 'status' | 'fence' | 'holder' | 'agent'>;
type Row = Pick<EvidenceDocument, 'fence' | 'agent'>;
type Report = Pick<PhoneReport, 'event' | 'lease_id' | 'fence'>;

/**
 * What a phone's report is about. `present`: the grant that the phone holds; `past`: one that it held, which may have
 * ended otherwise; then only a proof that it was sent counts.
 */
export type ReportedGrant =
  | { readonly grant: 'present' | 'past'; readonly fence: number }
  | { readonly grant: 'none'; readonly reason: Extract<NotApplied, 'not_found' | 'stale_lease'> };

/** Finds the grant of a report; without lease and fence the phone means the last one that it had. */
export function grantOfReport(agent: string, report: Report, message: Message, rows: readonly Row[]): ReportedGrant {
  const past = rows.flatMap((row) => (row.agent === agent ? row.fence : []));
  const last = message.agent === agent ? Math.max(message.fence, ...past) : Math.max(0, ...past);
  if (last === 0) return { grant: 'none', reason: 'not_found' };
  const fence = report.fence ?? last;
  const isItsOwn = past.includes(fence) || (message.agent === agent && message.fence === fence);
  if (!isItsOwn) return { grant: 'none', reason: 'stale_lease' };
  const isPresent = message.agent === agent && message.fence === fence && message.holder !== undefined;
  if (!isPresent) return { grant: 'past', fence };
  if (report.lease_id !== undefined && report.lease_id !== message.holder)
    return { grant: 'none', reason: 'stale_lease' };
  return { grant: 'present', fence };
}

export type AfterReport =
  /** It ends the grant, or says that it may never be known. */
  | { readonly do: 'settle' }
  /** The phone sends now: as if it had called `start`. */
  | { readonly do: 'start' }
  /** It arrived, and so it was sent. */
  | { readonly do: 'deliver' }
  /** A proof of an attempt that ended otherwise. */
  | { readonly do: 'prove' }
  /** Kept, without an effect. */
  | { readonly do: 'keep'; readonly reason: NotApplied }
  | { readonly do: 'nothing'; readonly reason: NotApplied };

/** What the evidence says about the grant of a report. */
export interface KnownOfGrant {
  /** It was sent. */
  readonly isSent: boolean;
  /** The phone has answered otherwise before: a grant has one answer. */
  readonly isAnswered: boolean;
}

/**
 * What follows from a report. A phone may cause PENDING to ASSIGNED to SENDING to SENT or FAILED, and SENT to DELIVERED;
 * nothing goes back. After it said that it does not know, only a proof that it was sent counts.
 */
export function afterReport(
  event: PhoneReport['event'],
  { status }: Pick<MessageDocument, 'status'>,
  grant: 'present' | 'past',
  { isSent, isAnswered }: KnownOfGrant,
): AfterReport {
  const isHeld = grant === 'present' && (status === 'ASSIGNED' || status === 'SENDING');
  const isFailed = grant === 'present' && status === 'FAILED';
  if (event === 'delivered' && status === 'DELIVERED') return KNOWN;
  if (isFailed && (event === 'sent' || event === 'delivered')) return { do: 'keep', reason: 'not_allowed' };
  if (event === 'delivered') return { do: 'deliver' };
  if (event === 'sent') {
    if (isHeld && !isAnswered) return { do: 'settle' };
    return isSent ? KNOWN : { do: 'prove' };
  }
  if (isHeld && event === 'sending') return { do: 'start' };
  // Its lease ended in silence: the answer comes late, and may prove that nothing was sent.
  const isAnswer = isHeld || (grant === 'present' && event === 'failed' && status === 'UNCONFIRMED');
  if (isAnswer) return isAnswered ? { do: 'keep', reason: 'not_allowed' } : { do: 'settle' };
  if (grant === 'past') return { do: 'keep', reason: 'stale_lease' };
  return event === 'failed' && isProven(status) ? { do: 'keep', reason: 'not_allowed' } : KNOWN;
}

const KNOWN: AfterReport = { do: 'nothing', reason: 'already_known' };
