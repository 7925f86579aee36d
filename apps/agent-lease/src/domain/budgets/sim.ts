import type { LeaseUse, SimBudget } from '#libs/contracts';
import { CHECK_MS, corrected, inMinute, OPEN_MS, settled, usedOf, type LeaseEntry } from './lease-entry.ts';
import { periodsAt, type Periods } from './local-time.ts';
import { learn, restAfter, type Learned, type Rest } from './rest.ts';
import { usedInMinute } from './rolling-minute.ts';
import { roomOf, type LimitName, type Room, type RoomAt } from './room.ts';
import { addUse, adjustUse, countedAt, usedSince, type Amount, type Use } from './uses.ts';

/** What is known about one SIM. */
export interface Sim {
  readonly budget: SimBudget;
  readonly uses: readonly Use[];
  readonly leases: readonly LeaseEntry[];
  readonly rest?: Rest;
  readonly learned?: Learned;
}

export const NEW_SIM: Sim = { budget: {}, uses: [], leases: [] };

export interface Wish extends RoomAt {
  readonly lease: string;
  readonly agent: string;
  readonly wanted: number;
}
export interface Allowed {
  readonly messages: number;
  readonly parts?: number;
  /** Who may be texted: absent is everybody; `known` those of this month; `nobody` answers only what is held. */
  readonly recipients?: 'known' | 'nobody';
  /** With 0 messages: which limit says so, and until when. */
  readonly refusedBy?: LimitName;
  readonly until?: number;
}

/** Parts that are set aside for each message while its length is not known. */
const PARTS_EACH = 2;
/** The longest text fits in a reservation, if the budget has so much. */
const PARTS_AT_LEAST = 11;
const MOMENT_MS = 1_000;
/** Leases remembered by a SIM; the oldest that are settled go first. */
const MOST_LEASES = 1_000;

/**
 * Reserves for a lease. The same lease again reserves besides, because its first question may still be under way; once it
 * is settled, or if there is no room, it answers what is held.
 */
export function reserve(sim: Sim, wish: Wish): { next?: Sim; allowed: Allowed } {
  const { lease, agent, now } = wish;
  const known = sim.leases.find((entry) => entry.lease === lease);
  const held: Allowed | undefined = known?.messages ? { messages: known.messages, recipients: 'nobody' } : undefined;
  if (held && !known!.open) return { allowed: held };

  const room = roomOf(sim, wish);
  const messages = Math.min(wish.wanted, room.messages);
  if (messages <= 0 && held) return { next: askedAgain(sim, known!, now), allowed: held };
  if (messages <= 0) return { allowed: { messages: 0, refusedBy: room.limit, until: soonest(sim, room, now) } };

  const parts =
    room.parts === undefined ? undefined : Math.min(room.parts, Math.max(PARTS_AT_LEAST, messages * PARTS_EACH));
  const allowed: Allowed = {
    messages,
    ...(parts !== undefined && { parts }),
    ...(room.knownOnly && { recipients: 'known' as const }),
  };
  const more = { messages, parts: parts ?? 0 };
  if (known) return { next: askedAgain(sim, known, now, more, room.knownOnly), allowed };
  const entry: LeaseEntry = {
    ...{ lease, agent, at: countedAt(sim.uses, now), ...more },
    ...{ open: true, check_at: now + OPEN_MS },
    ...(room.knownOnly && { known_only: true }),
  };
  return { next: counted(sim, entry), allowed };
}

/** What the lease came to. */
export function grant(sim: Sim, agent: string, lease: string, granted: Amount, now: number): Sim {
  const entry = sim.leases.find((one) => one.lease === lease);
  if (entry?.open && entry.again) return sim;
  if (entry?.open) return replaced(sim, entry, settled(entry, granted, now));
  if (entry && entry.messages > 0) return sim;

  // Its reservation was given up already. What came back since is given back at the next look.
  if (granted.messages === 0) return sim;
  const late = { ...granted, open: false, settled_at: now, check_at: now + CHECK_MS };
  if (entry) return replaced(sim, entry, { ...entry, ...late });
  return counted(sim, { lease, agent, at: countedAt(sim.uses, now), ...late });
}

/** What the dispatcher says about leases that are due, by their ids. */
export function correct(sim: Sim, due: readonly string[], uses: ReadonlyMap<string, LeaseUse>, now: number): Sim {
  const checked = sim.leases.filter(({ lease, check_at }) => check_at <= now && due.includes(lease));
  return checked.reduce((so, entry) => {
    const use = uses.get(entry.lease);
    return replaced(so, entry, corrected(entry, use, now), usedOf(entry, use));
  }, sim);
}

/** The phone reported its limit. */
export function hitLimit(sim: Sim, now: number): Sim {
  const rest = restAfter(sim.rest, now);
  if (rest === sim.rest) return sim;
  const lastHour = usedSince(sim.uses, now - 3_600_000).messages;
  return { ...sim, rest, learned: learn(sim.learned, lastHour, now) };
}

export interface Used {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly parts: number;
}

export function usedNow(sim: Sim, now: number): Used {
  const { hour, day, month } = periodsOf(sim.budget, now);
  const { messages, parts } = usedSince(sim.uses, month.start);
  return {
    minute: usedInMinute(sim.leases.map(inMinute), now),
    hour: usedSince(sim.uses, hour.start).messages,
    day: usedSince(sim.uses, day.start).messages,
    month: messages,
    parts,
  };
}

export const periodsOf = ({ zone, reset_day: resetDay }: SimBudget, now: number): Periods =>
  periodsAt({ zone, resetDay }, now);

function askedAgain(sim: Sim, entry: LeaseEntry, now: number, more: Amount = NOTHING, knownOnly = true): Sim {
  const amount = { messages: entry.messages + more.messages, parts: entry.parts + more.parts };
  const { known_only, ...rest } = entry;
  const next = {
    ...{ ...rest, ...amount },
    ...{ again: true, open: true, check_at: now + OPEN_MS },
    ...(known_only && knownOnly && { known_only }),
  };
  return replaced(sim, entry, next);
}

/** What is reserved for leases that are being asked for may come back within moments. */
function soonest({ leases }: Sim, { limit, until }: Room, now: number): number {
  const lasts = limit === 'rest' || limit === 'quiet_hours' || !leases.some(({ open }) => open);
  return lasts ? until : Math.min(until, now + MOMENT_MS);
}

function counted(sim: Sim, entry: LeaseEntry): Sim {
  const { zone } = sim.budget;
  const uses = addUse(sim.uses, entry.at, periodsOf(sim.budget, entry.at), entry, zone);
  return { ...sim, uses, leases: bounded([...sim.leases.filter(({ lease }) => lease !== entry.lease), entry]) };
}

/** Another amount of the same lease, counted where the lease was. */
function replaced(sim: Sim, entry: LeaseEntry, next: LeaseEntry | undefined, amount: Amount = next ?? NOTHING): Sim {
  const change = { messages: amount.messages - entry.messages, parts: amount.parts - entry.parts };
  const uses = change.messages || change.parts ? adjustUse(sim.uses, entry.at, change) : sim.uses;
  return { ...sim, uses, leases: sim.leases.flatMap((one) => (one === entry ? (next ?? []) : one)) };
}

const NOTHING: Amount = { messages: 0, parts: 0 };

function bounded(leases: readonly LeaseEntry[]): readonly LeaseEntry[] {
  if (leases.length <= MOST_LEASES) return leases;
  const gone = leases.find(({ open }) => !open);
  return leases.filter((one) => one !== gone);
}
