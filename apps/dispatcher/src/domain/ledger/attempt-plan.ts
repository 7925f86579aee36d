import type { Category, CloseReason, FaultKind, Guarantee, Outcome } from '#libs/contracts';
import { backoffMs, backoffOf, type RandomBelow } from './backoff.ts';
import { rulesOf } from '../acceptance/categories.ts';
import { refusesRecipient } from './refusals.ts';

/** Over all routes, without those that could not reach the recipient: each of them answers so once. */
export const MAX_ATTEMPTS = 3;
/** After this many grants without a start a message is granted less often, because each grant is a write. */
const GRANTS_AT_ONCE = 3;

/**
 * A grant that ended or may have ended, with the facts of its message. Times are ms since the epoch, in the database's
 * time.
 */
export interface EndedGrant {
  /** Attempts counted so far, this one included. */
  readonly attempt: number;
  /** Earlier attempts in which a route could not reach the recipient. */
  readonly refusals: number;
  readonly category: Category;
  readonly guarantee: Guarantee;
  readonly now: number;
  readonly deadline: number;
  readonly cancelled: boolean;
}

export interface EndedAttempt extends EndedGrant {
  readonly outcome: Outcome;
  /** With `vendor_fault`. */
  readonly fault?: FaultKind | undefined;
  /** Its route is a single phone, which may have no coverage for a while. */
  readonly byOnePhone?: boolean;
  /** With `throttled`: when its route's pause ends, if this process knows. */
  readonly pausedUntil?: number | undefined;
  /** With `throttled`: from then on it takes another route. Urgent messages take it at once. */
  readonly movesOnAt?: number | undefined;
  /** Grants so far: grants that do not count as an attempt also delay the next one. */
  readonly fence: number;
  /** A message that waits for a route is looked at after this time at the latest. */
  readonly lookAgainMs: number;
  readonly randomBelow: RandomBelow;
  readonly timeScale?: number;
}

export interface SilentGrant extends EndedGrant {
  /** When its grace ends: no byte of it can still be on its way then. */
  readonly graceEndsAt: number;
  /** It was itself the repeat of an unresolved attempt. */
  readonly possibleDuplicate: boolean;
}

export interface Wait {
  readonly do: 'pending';
  readonly wakeAt: number;
  /** False: the grant was not an attempt, and its number is given back. */
  readonly countsAttempt: boolean;
  /** `next`: another route in the same step, if there is one; `wakeAt` is used if there is none. */
  readonly route: 'same' | 'next' | 'any';
  /** The earlier attempt may have sent it too. */
  readonly possibleDuplicate: boolean;
}
interface Close {
  readonly do: 'close';
  readonly reason: CloseReason;
}

/** `wait`: it stays SENDING until its wake; the vendor may be asked then. */
export type AfterOutcome = { readonly do: 'sent' } | { readonly do: 'failed' } | { readonly do: 'wait' } | Close | Wait;
export type AfterSilence = { readonly do: 'unconfirmed' } | Close | Wait;

/** What to do after an attempt ended. Closing is decided before any further grant. */
export function afterOutcome(ended: EndedAttempt): AfterOutcome {
  switch (ended.outcome) {
    case 'accepted':
      return { do: 'sent' };
    case 'rejected':
      return { do: 'failed' };
    case 'unknown':
      return { do: 'wait' };
    case 'vendor_fault':
      return again(ended, {
        delayMs: faultMs(ended),
        countsAttempt: isTried(ended),
        mayBeLast: !refusesRecipient(ended),
        route: 'next',
      });
    case 'throttled':
      return again(ended, {
        delayMs: throttleMs(ended),
        countsAttempt: false,
        route: movesOn(ended) ? 'next' : 'same',
      });
    case 'not_started':
      return again(ended, { delayMs: notStartedMs(ended), countsAttempt: false, route: 'any' });
  }
}

/**
 * What to do after a lease ended without an ending. At most once is not tried again; at least once is tried after the
 * grace, on the same route; same content is tried once.
 */
export function silenceDecision(silent: SilentGrant): AfterSilence {
  if (silent.guarantee === 'at_most_once') return { do: 'unconfirmed' };
  if (silent.guarantee === 'at_least_once_same_content' && silent.possibleDuplicate) return close('TRIES_USED_UP');

  const delayMs = Math.max(0, silent.graceEndsAt - silent.now);
  return again(silent, { delayMs, countsAttempt: true, route: 'same', possibleDuplicate: true });
}

interface Retry {
  readonly delayMs: number;
  readonly countsAttempt: boolean;
  readonly route: Wait['route'];
  readonly possibleDuplicate?: boolean;
  /** False: it does not use up the tries, because each route answers so once and then the next route is tried. */
  readonly mayBeLast?: boolean;
}

/** Due at the deadline at the latest: the wake then closes it. */
function again(ended: EndedGrant, wish: Retry): Wait | Close {
  const { delayMs, possibleDuplicate = false, mayBeLast = true, ...retry } = wish;
  if (ended.cancelled) return close('CANCELED_BY_USER');
  if (ended.now >= ended.deadline) return close('EXPIRED');
  if (retry.countsAttempt && mayBeLast && triesOf(ended) >= MAX_ATTEMPTS) return close('TRIES_USED_UP');
  return { do: 'pending', wakeAt: Math.min(ended.now + delayMs, ended.deadline), possibleDuplicate, ...retry };
}

const triesOf = ({ attempt, refusals }: EndedGrant): number => attempt - refusals;

const close = (reason: CloseReason): Close => ({ do: 'close', reason });

const movesOn = ({ category, movesOnAt = Infinity, now }: EndedAttempt): boolean =>
  rulesOf(category).lane === 'urgent' || now >= movesOnAt;

const jitter = ({ category, randomBelow, timeScale }: EndedAttempt, nth: number): number =>
  backoffMs(backoffOf(category, timeScale), nth, randomBelow);

/**
 * A misconfigured account is open for five minutes: until then the message is looked at and not tried. If only one phone
 * may send it, its three tries are minutes apart.
 */
function faultMs(ended: EndedAttempt): number {
  if (ended.byOnePhone && ended.fault === 'down') return ended.lookAgainMs * 4 ** (triesOf(ended) - 1);
  return ended.fault === 'misconfigured'
    ? ended.lookAgainMs
    : Math.min(ended.lookAgainMs, jitter(ended, isTried(ended) ? triesOf(ended) : ended.fence));
}

/** `no_adapter` does not count as an attempt; otherwise a message would use up its tries on routes without an adapter. */
const isTried = ({ fault }: EndedAttempt): boolean => fault !== 'no_adapter';

const notStartedMs = (ended: EndedAttempt): number =>
  ended.fence <= GRANTS_AT_ONCE ? 0 : jitter(ended, ended.fence - GRANTS_AT_ONCE);

/**
 * Until its route's pause is over, or until another route may take it. If another route may take it already and had no
 * free slot, the message does not wait for the pause, which may last an hour.
 */
function throttleMs(ended: EndedAttempt): number {
  const { now, pausedUntil, movesOnAt = Infinity } = ended;
  if (pausedUntil === undefined) return jitter(ended, ended.fence);
  const elsewhereMs = movesOn(ended) ? jitter(ended, ended.fence) : movesOnAt - now;
  return Math.max(0, Math.min(pausedUntil - now, elsewhereMs));
}
