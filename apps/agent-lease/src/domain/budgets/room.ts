import type { SimBudget } from '#libs/contracts';
import { inMinute, type LeaseEntry } from './lease-entry.ts';
import { periodsAt } from './local-time.ts';
import { quietUntil } from './quiet-hours.ts';
import { learnedPerHour, risesAt, type Learned, type Rest } from './rest.ts';
import { leftInMinute } from './rolling-minute.ts';
import { usedSince, type Use } from './uses.ts';

export const LIMIT_NAMES = [
  'rest',
  'quiet_hours',
  'minute',
  'hour',
  'learned',
  'day',
  'month',
  'parts',
  'recipients',
  'phone',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

export interface RoomAt {
  /** Different recipients since the month began, not counting open reservations. */
  readonly recipients: number;
  readonly now: number;
}
interface Limits {
  readonly budget: SimBudget;
  readonly uses: readonly Use[];
  readonly leases: readonly LeaseEntry[];
  readonly rest?: Rest;
  readonly learned?: Learned;
}

export interface Room {
  readonly messages: number;
  /** Absent: no bound. */
  readonly parts?: number;
  /** Only recipients that got a text in this month. */
  readonly knownOnly: boolean;
  /** The limit that lasts longest, and until when. */
  readonly limit: LimitName;
  readonly until: number;
}

interface Bound {
  readonly limit: LimitName;
  readonly left: number;
  /** When there is more, if nothing is left. */
  readonly until: number;
}

/** What a SIM may send now. */
export function roomOf(sim: Limits, { recipients, now }: RoomAt): Room {
  const { budget, uses, leases, rest, learned } = sim;
  const { hour, day, month } = periodsAt({ zone: budget.zone, resetDay: budget.reset_day }, now);
  const bounds: Bound[] = [];
  const bound = (limit: LimitName, most: number | undefined, used: number, until: number): void => {
    if (most !== undefined) bounds.push({ limit, left: Math.max(0, most - used), until });
  };

  if (rest && now < rest.until) bound('rest', 0, 0, rest.until);
  const quiet = budget.quiet_hours && quietUntil(budget.quiet_hours, now);
  if (quiet !== undefined) bound('quiet_hours', 0, 0, quiet);
  if (budget.per_minute !== undefined) {
    const { left, at } = leftInMinute(leases.map(inMinute), budget.per_minute, now);
    bounds.push({ limit: 'minute', left, until: at });
  }
  const inHour = usedSince(uses, hour.start).messages;
  const inMonth = usedSince(uses, month.start);
  bound('hour', budget.per_hour, inHour, hour.end);
  if (learned) bound('learned', learnedPerHour(learned, now), inHour, Math.min(hour.end, risesAt(learned, now)));
  bound('day', budget.per_day, usedSince(uses, day.start).messages, day.end);
  bound('month', budget.per_month, inMonth.messages, month.end);
  bound('parts', budget.parts_per_month, inMonth.parts, month.end);

  const most = budget.recipients_per_month;
  const coming = leases.reduce((sum, { open, known_only, messages }) => sum + (open && !known_only ? messages : 0), 0);
  const knownOnly = most !== undefined && recipients + coming >= most && recipients > 0;
  if (!knownOnly) bound('recipients', most, recipients + coming, month.end);

  const parts = bounds.find(({ limit }) => limit === 'parts')?.left;
  const full = bounds.filter(({ left }) => left === 0).sort((a, b) => b.until - a.until)[0];
  const lefts = bounds.flatMap(({ limit, left }) => (limit === 'parts' ? [] : left));
  return {
    messages: full ? 0 : Math.min(...lefts, Number.MAX_SAFE_INTEGER),
    ...(parts !== undefined && { parts }),
    knownOnly,
    limit: full?.limit ?? 'minute',
    until: full?.until ?? now,
  };
}
