import type { RandomBelow } from '../ledger/backoff.ts';

/** How fast a route may be used after its vendor throttled it. Times are ms since the epoch, database time. */
export interface Pace {
  /** No message is begun before. */
  readonly until: number;
  /** When it was cut: answers to attempts that began before do not cut it again. */
  readonly cutAt: number;
  /** Messages a second of one dispatcher after the pause; from there it grows. */
  readonly perSecond: number;
  /** The rate at which it is limited no longer. */
  readonly enough: number;
  /** Pauses since the vendor last accepted a message. */
  readonly rounds: number;
}

/** For a vendor that asks for no time, and for one that throttles again right after each pause. */
const PAUSE_MS = { first: 1_000, longest: 60_000 };
const LONGEST_ASKED_MS = 3_600_000;
const SLOWEST = 1;
/** Each second of use adds one message a second and a twentieth, as long as nothing is throttled. */
const GROWTH = { plus: 1, times: 1.05 };
const ENOUGH = { least: 100, times: 4 };
/** A route counts as throttled for this long after its last shared pause. */
const LINGER_MS = 60_000;
/**
 * A pause that is less than this longer than the shared one is not written: other replicas will find out by themselves.
 */
const NOTICEABLE_MS = 5_000;
/**
 * Waiting for the preferred route is right while the recipient hardly notices; a twentieth is three minutes of an hour and
 * 72 of a day. It leaves nineteen twentieths for the other routes, which may be slow as well.
 */
const PATIENT_SHARE = 1 / 20;

export interface Cut {
  readonly now: number;
  /** When the attempt that was throttled began. */
  readonly begunAt: number;
  /** The pause that the vendor asked for. */
  readonly askedMs?: number | undefined;
  /** Messages that this dispatcher began in the last second. */
  readonly lately: number;
  readonly randomBelow: RandomBelow;
  readonly scale?: number;
}

/**
 * Applied after a throttled attempt. Many answers to one burst are one cut; a longer request makes the pause longer.
 */
export function cut(pace: Pace | undefined, { now, begunAt, askedMs, lately, randomBelow, scale = 1 }: Cut): Pace {
  const asked = Math.min(askedMs ?? 0, LONGEST_ASKED_MS);
  if (pace && (now < pace.until || begunAt <= pace.cutAt)) return { ...pace, until: Math.max(pace.until, now + asked) };
  const rounds = (pace?.rounds ?? 0) + 1;
  const ceiling = Math.min(PAUSE_MS.longest, PAUSE_MS.first * 2 ** (rounds - 1)) / scale;
  const own = ceiling / 2 + randomBelow(Math.floor(ceiling / 2) + 1);
  const pauseMs = rounds === 1 && askedMs !== undefined ? asked : Math.max(asked, own);
  return { ...halved(pace, now, lately, scale), until: now + pauseMs, cutAt: now, rounds };
}

/** Another dispatcher was throttled: this one pauses and slows down too. */
export function toldOf(pace: Pace | undefined, { until, now, lately, scale = 1 }: Told): Pace {
  if (pace && now < pace.until) return { ...pace, until: Math.max(pace.until, until) };
  return { ...halved(pace, now, lately, scale), until, cutAt: now, rounds: pace?.rounds ?? 0 };
}

export type Told = Pick<Cut, 'now' | 'lately' | 'scale'> & { readonly until: number };

/** Half of the rate sent lately, or of the allowed rate if that is less: a burst of the second before counts once. */
function halved(pace: Pace | undefined, now: number, lately: number, scale: number) {
  const allowed = pace ? rateAt(pace, now, scale) : Infinity;
  return {
    perSecond: Math.max(SLOWEST, Math.min(lately, allowed) / 2),
    enough: Math.max(ENOUGH.least, lately * ENOUGH.times),
  };
}

/** Messages a second at `at`. */
export function rateAt({ until, perSecond }: Pace, at: number, scale = 1): number {
  if (at < until) return 0;
  const seconds = ((at - until) / 1_000) * scale;
  return perSecond * GROWTH.times ** seconds + GROWTH.plus * seconds;
}

export const isOver = (pace: Pace, now: number, scale = 1): boolean => rateAt(pace, now, scale) >= pace.enough;

/** The throttle that all replicas share: since when the route has been throttled, and until when it pauses. */
export interface SharedThrottle {
  readonly since: number;
  readonly until: number;
}

export const isThrottled = (shared: SharedThrottle | undefined, now: number, scale = 1): shared is SharedThrottle =>
  shared !== undefined && now < shared.until + LINGER_MS / scale;

/** The throttle to share for a pause until then, or undefined if the others need not know it. */
export function worthSharing(
  shared: SharedThrottle | undefined,
  until: number,
  now: number,
  scale = 1,
): SharedThrottle | undefined {
  if (!isThrottled(shared, now, scale)) return { since: now, until };
  const longer = until - Math.max(now, shared.until) > NOTICEABLE_MS / scale;
  return longer ? { since: shared.since, until } : undefined;
}

/** From then on a message does not wait for a throttled route if it has another. */
export const movesOnAt = (from: number, deadline: number): number => from + (deadline - from) * PATIENT_SHARE;
