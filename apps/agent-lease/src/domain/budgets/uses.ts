import { dayStartAt, type Periods } from './local-time.ts';

/** What was sent in a stretch of time: an hour, later a day. Times are ms since the epoch. */
export interface Use {
  readonly from: number;
  readonly until: number;
  readonly messages: number;
  readonly parts: number;
}

export interface Amount {
  readonly messages: number;
  readonly parts: number;
}

const HOUR_MS = 3_600_000;
/** The longest day: hours of the present one stay apart, so that a change of the zone counts them right. */
const APART_MS = 26 * HOUR_MS;
/** The longest month, and a day. */
const KEPT_MS = 32 * 24 * HOUR_MS;

/** In time order, without overlaps. A new hour drops what no month includes any more, and joins the hours of old days. */
export function addUse(uses: readonly Use[], now: number, { hour }: Periods, more: Amount, zone?: string): Use[] {
  if (uses.some((use) => holds(use, now))) return adjustUse(uses, now, more);
  const from = Math.max(hour.start, uses.at(-1)?.until ?? 0);
  return [...compact(uses, now, zone), { from, until: hour.end, ...more }];
}

/** The time under which something is counted now: never before the newest stretch, if clocks differ. */
export const countedAt = (uses: readonly Use[], now: number): number => Math.max(now, uses.at(-1)?.from ?? now);

/** Changes what was sent at a time; what is no longer kept stays as it is. */
export function adjustUse(uses: readonly Use[], at: number, { messages, parts }: Amount): Use[] {
  return uses.map((use) =>
    holds(use, at)
      ? { ...use, messages: Math.max(0, use.messages + messages), parts: Math.max(0, use.parts + parts) }
      : use,
  );
}

/** What was sent from `start` on; a stretch that began before it counts whole. */
export function usedSince(uses: readonly Use[], start: number): Amount {
  let [messages, parts] = [0, 0];
  for (const use of uses) {
    if (use.until <= start) continue;
    messages += use.messages;
    parts += use.parts;
  }
  return { messages, parts };
}

function compact(uses: readonly Use[], now: number, zone: string | undefined): Use[] {
  const kept = uses.filter(({ until }) => until > now - KEPT_MS);
  const old = kept.filter(({ until }) => until <= now - APART_MS);
  const days = Map.groupBy(old, ({ from }) => dayStartAt(zone, from));
  const joined = [...days.values()].map((same) => ({
    from: same[0]!.from,
    until: same.at(-1)!.until,
    ...usedSince(same, 0),
  }));
  return [...joined, ...kept.slice(old.length)];
}

const holds = ({ from, until }: Use, at: number): boolean => from <= at && at < until;
