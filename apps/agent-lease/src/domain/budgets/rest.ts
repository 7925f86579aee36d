/** How a SIM rests after its phone reported a limit, and the limit that was learned from it. */
export interface Rest {
  readonly until: number;
  /** Limits hit, less what long quiet has forgotten. */
  readonly hits: number;
}
export interface Learned {
  /** Messages in an hour, at the time it was learned. */
  readonly perHour: number;
  /** What the SIM had sent in the hour when it hit its limit. */
  readonly hitAt: number;
  /** Ms since the epoch. */
  readonly since: number;
}

const HOUR_MS = 3_600_000;
const FIRST_REST_MS = 5 * 60_000;
const LONGEST_REST_MS = 6 * HOUR_MS;
/** So long without a limit halves the next rest. */
const FORGETS_MS = 6 * HOUR_MS;
/** A learned limit rises by this share of what was sent when it was hit, each hour. */
const RISES_BY = 0.1;

/** A limit was reported: the next rest is twice as long as the last one. While it rests, further reports change nothing. */
export function restAfter(rest: Rest | undefined, now: number): Rest {
  if (rest && now < rest.until) return rest;
  const quiet = rest ? Math.floor((now - rest.until) / FORGETS_MS) : 0;
  const hits = Math.max(0, (rest?.hits ?? 0) - quiet) + 1;
  return { hits, until: now + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (hits - 1)) };
}

/** Half of what was sent in this hour, or half of what was learned before if that is less. */
export function learn(learned: Learned | undefined, sentInHour: number, now: number): Learned {
  const before = learned && learnedPerHour(learned, now);
  const hitAt = Math.max(1, Math.min(sentInHour, before ?? sentInHour));
  return { perHour: Math.max(1, Math.floor(hitAt / 2)), hitAt, since: now };
}

/** It rises slowly; undefined once it is twice of what hit the limit. */
export function learnedPerHour({ perHour, hitAt, since }: Learned, now: number): number | undefined {
  const hours = Math.max(0, Math.floor((now - since) / HOUR_MS));
  const risen = perHour + hours * Math.max(1, Math.floor(hitAt * RISES_BY));
  return risen >= 2 * hitAt ? undefined : risen;
}

/** When it rises next. */
export const risesAt = ({ since }: Learned, now: number): number =>
  since + (Math.floor(Math.max(0, now - since) / HOUR_MS) + 1) * HOUR_MS;
