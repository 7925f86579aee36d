import { PostriderError } from '#libs/kernel';

/** Failures without a delay: the fifth in a row brings the first delay. */
const FREE_FAILURES = 4;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/** After this long without a failure the count starts again, so that no account is locked for good. */
export const FAILURES_FORGOTTEN_MS = 15 * 60_000;

/** How long an address stays known from which a user logged in. */
export const KNOWN_FOR_MS = 90 * 86_400_000;

/** How long an account waits after its `failures`-th failure in a row: 0, then 1 s from the fifth on, doubling to 60 s. */
export function delayAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(30, failures - FREE_FAILURES - 1));
}

export const tooManyAttempts = (retryAfterMs: number): PostriderError =>
  new PostriderError('too_many_attempts', 'Too many failed logins. Wait as long as Retry-After says.', {
    retryAfterMs,
  });
