import type { Category, CloseReason, FaultKind, Guarantee, Outcome } from '#libs/contracts';
import { backoffMs, backoffOf, type RandomBelow } from './backoff.ts';
import { rulesOf } from '../acceptance/categories.ts';
import { refusesRecipient } from './refusals.ts';

/** Over all routes, without those that could not reach the recipient: each says so once. */
export const MAX_ATTEMPTS = 3;
/** Grants after which a message that still was not begun comes back more slowly: each grant is written. */
const GRANTS_AT_ONCE = 3;

/** A grant that ended or may have, with what its message says. Times are ms since the epoch, in the database's time. */
export interface EndedGrant {
  /** Attempts counted so far, this one included. */
  readonly attempt: number;
  /** Those before in which a route could not reach the recipient. */
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
  /** With `throttled`: until when its route pauses, where this process knows. */
  readonly pausedUntil?: number | undefined;
  /** With `throttled`: from then on it goes on by another route. Urgent messages do at once. */
  readonly movesOnAt?: number | undefined;
  /** Grants so far: also those that count no attempt slow the next one down. */
  readonly fence: number;
  /** Who waits for a route is looked at after so long at the latest. */
  readonly lookAgainMs: number;
  readonly randomBelow: RandomBelow;
  readonly timeScale?: number;
}

export interface SilentGrant extends EndedGrant {
  /** When its grace ends: nothing of it can still be on its way then. */
  readonly graceEndsAt: number;
  /** It was itself the repeat of an unresolved attempt. */
  readonly possibleDuplicate: boolean;
}

export interface Wait {
  readonly do: 'pending';
  readonly wakeAt: number;
  /** False: the grant was no attempt, its number is given back. */
  readonly countsAttempt: boolean;
  /** `next`: another route at once, in the same step, where there is one; `wakeAt` is for when there is none. */
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

/** What follows from how an attempt ended. Closing is decided before any further grant. */
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
 * What follows when a lease ended without an ending. At most once never tries again; at least once does after the grace,
 * on the same route; with the same content once.
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
  /** False: it does not use the tries up, since each route says it once and then the next one has its turn. */
  readonly mayBeLast?: boolean;
}

/** Due at the deadline at the latest: the wake closes it then. */
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

/** A misconfigured account is open for five minutes: until then the message is looked at and not tried. */
const faultMs = (ended: EndedAttempt): number =>
  ended.fault === 'misconfigured'
    ? ended.lookAgainMs
    : Math.min(ended.lookAgainMs, jitter(ended, isTried(ended) ? triesOf(ended) : ended.fence));

/** Where no adapter is nothing was, or a message would use up its tries on routes that nobody serves. */
const isTried = ({ fault }: EndedAttempt): boolean => fault !== 'unserved';

const notStartedMs = (ended: EndedAttempt): number =>
  ended.fence <= GRANTS_AT_ONCE ? 0 : jitter(ended, ended.fence - GRANTS_AT_ONCE);

/**
 * Until its route's pause is over, or until another route may have it. Where one may already and had no room, that is no
 * reason to wait for a pause which may last an hour.
 */
function throttleMs(ended: EndedAttempt): number {
  const { now, pausedUntil, movesOnAt = Infinity } = ended;
  if (pausedUntil === undefined) return jitter(ended, ended.fence);
  const elsewhereMs = movesOn(ended) ? jitter(ended, ended.fence) : movesOnAt - now;
  return Math.max(0, Math.min(pausedUntil - now, elsewhereMs));
}
