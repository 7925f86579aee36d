import type { Quota } from '#libs/contracts';

/** The present period of a quota; `start` is the same for every call in it. */
export interface Period {
  readonly start: string;
  /** Ms since the epoch. */
  readonly endsAt: number;
}

const LENGTH_MS = { minute: 60_000, hour: 3_600_000 };
/** The longest day that a zone has had; it ends no later than this after any time in it. */
const LONGEST_DAY_MS = 30 * 3_600_000;

export function periodAt({ per, zone = 'UTC' }: Pick<Quota, 'per' | 'zone'>, now: number): Period {
  if (per === 'day') return dayAt(zone, now);
  const startsAt = Math.floor(now / LENGTH_MS[per]) * LENGTH_MS[per];
  return { start: new Date(startsAt).toISOString().slice(0, 16), endsAt: startsAt + LENGTH_MS[per] };
}

interface KnownDay extends Period {
  /** A time in it. */
  readonly from: number;
}
const knownDays = new Map<string, KnownDay>();
/** There are about 600 zones. */
const MOST_KNOWN = 1_000;

/** The date in the zone, until the zone's next date. A day has 23, 24 or 25 hours. */
function dayAt(zone: string, now: number): Period {
  const known = knownDays.get(zone);
  if (known && known.from <= now && now < known.endsAt) return known;

  const dateAt = datesOf(zone);
  const start = dateAt(now);
  let [before, endsAt] = [now, now + LONGEST_DAY_MS];
  while (endsAt - before > 1) {
    const middle = Math.floor((before + endsAt) / 2);
    if (dateAt(middle) === start) before = middle;
    else endsAt = middle;
  }
  if (knownDays.size >= MOST_KNOWN) knownDays.clear();
  const day = { start, endsAt, from: now };
  knownDays.set(zone, day);
  return day;
}

/** Dates such as 2030-01-31. A name that this version of Node does not know counts as UTC. */
function datesOf(zone: string): (at: number) => string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  try {
    const format = new Intl.DateTimeFormat('en-CA', { ...parts, timeZone: zone });
    return (at) => format.format(at);
  } catch {
    return (at) => new Date(at).toISOString().slice(0, 10);
  }
}
