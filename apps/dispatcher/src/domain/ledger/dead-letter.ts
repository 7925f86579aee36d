import type { Category, DeadLetter, MessageStatus, RetryRefusal } from '#libs/contracts';
import { isUnresolved, type EvidenceFacts } from './fold.ts';

/**
 * Whether a message with this end is a dead letter: its tries were used up, and no attempt is known to have sent it.
 */
export const isDeadLetter = (fence: number, status: MessageStatus, evidence: readonly EvidenceFacts[]): boolean =>
  (status === 'FAILED' || status === 'UNCONFIRMED') &&
  evidence.some((row) => row.kind === 'closed' && row.fence === fence && row.reason === 'TRIES_USED_UP');

export interface RetryRefused {
  readonly reason: RetryRefusal;
  /** A sentence for people. */
  readonly detail: string;
}

interface Candidate {
  readonly category: Category;
  readonly dead_letter?: Pick<DeadLetter, 'state'>;
}

/** Why a message cannot be retried, or `undefined`. One that was retried is not refused: it gives the same answer. */
export function retryRefusal(
  { category, dead_letter }: Candidate,
  evidence: readonly EvidenceFacts[],
  acceptDuplicate: boolean,
): RetryRefused | undefined {
  if (!dead_letter) return refusal('not_dead');
  if (dead_letter.state === 'abandoned') return refusal('abandoned');
  if (dead_letter.state === 'retried') return undefined;
  if (category === 'otp') return refusal('code_expired');
  return isUnresolved(evidence) && !acceptDuplicate ? refusal('may_be_duplicate') : undefined;
}

const SENTENCES: Readonly<Record<RetryRefusal, string>> = {
  already_retried: 'It was tried again already; see the message in retried_as.',
  abandoned: 'It was abandoned.',
  not_dead: 'It is not a dead letter; only messages whose attempts were used up can be tried again.',
  code_expired: 'Codes are never sent again; issue a new one.',
  may_be_duplicate: 'An attempt may have been sent. Set accept_duplicate to send it all the same.',
  refused: 'It would not be accepted today.',
};

export const refusal = (reason: RetryRefusal, detail = SENTENCES[reason]): RetryRefused => ({ reason, detail });
