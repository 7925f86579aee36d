import type { Times } from '#libs/kernel';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';

/** The fields that are the same for every grant of a message. */
export type Granted = Pick<
  InFlightAttempt,
  'key' | 'tenant' | 'environment' | 'category' | 'guarantee' | 'urgent' | 'deadline' | 'content' | 'routable'
>;
export type Grant = Omit<InFlightAttempt, keyof Granted | 'sendBefore'>;

/** The attempt of a grant that is written. */
export const attemptOf = (
  message: Granted,
  grant: Grant,
  { sendBeforeMs }: Pick<Times, 'sendBeforeMs'>,
): InFlightAttempt => ({
  ...message,
  ...grant,
  sendBefore: Math.min(grant.grantedAt + sendBeforeMs, message.deadline),
});
