import type { LeaseUse } from '#libs/contracts';
import { MINUTE_MS, type Counted } from './rolling-minute.ts';
import type { Amount } from './uses.ts';

/** A lease for which a SIM's budget is reserved or used, until nothing of it can come back. Times are ms since the epoch. */
export interface LeaseEntry extends Amount {
  readonly lease: string;
  readonly agent: string;
  /** The time under which it is counted. */
  readonly at: number;
  /** Asked for again while it was open: the dispatcher tells the sweep what it came to. */
  readonly again?: boolean;
  /** What it came to is not known yet. */
  readonly open: boolean;
  readonly settled_at?: number;
  /** When the dispatcher is asked about it. */
  readonly check_at: number;
  /** Only for recipients that got a text in this month. */
  readonly known_only?: boolean;
  /** Settled by the sweep: the call that asked for the lease may still reach the dispatcher. */
  readonly swept?: boolean;
}

/** A reservation that is open for longer was left behind by a process that died. */
export const OPEN_MS = 30_000;
/** By then most messages of a lease are reported. */
export const CHECK_MS = 60_000;
/** Between processes that follow the database's clock. */
const CLOCKS_DIFFER_MS = 10_000;
/** A phone may use one id again: only what it got since then is of this lease. */
export const grantedSince = ({ at }: LeaseEntry): Date => new Date(at - CLOCKS_DIFFER_MS);
/** No call of a lease is on its way any more. */
export const SWEPT_MS = 10 * MINUTE_MS;

export const inMinute = ({ messages, open, check_at, settled_at }: LeaseEntry): Counted => ({
  messages,
  until: (open ? check_at : (settled_at ?? 0)) + MINUTE_MS,
});

/** A reservation whose lease came to `granted`; undefined: nothing came of it. */
export function settled(entry: LeaseEntry, granted: Amount, now: number): LeaseEntry | undefined {
  if (granted.messages === 0) return undefined;
  const { messages, parts } = granted;
  return { ...entry, messages, parts, open: false, settled_at: now, check_at: now + CHECK_MS };
}

/** What the dispatcher says about the lease; undefined: nothing of it can come back or come to light any more. */
export function corrected(entry: LeaseEntry, use: LeaseUse | undefined, now: number): LeaseEntry | undefined {
  const next = { ...entry, ...usedOf(entry, use), check_at: now + CHECK_MS };
  if (entry.open) return { ...next, open: false, swept: true, settled_at: now };
  return use?.open || (entry.swept && now < entry.at + SWEPT_MS) ? next : undefined;
}

/** What counts of a lease: of what was granted, all that did not come back unstarted. */
export function usedOf(entry: LeaseEntry, use: LeaseUse | undefined): Amount {
  const { messages, parts } = use ?? (entry.open ? NOTHING : entry);
  return { messages, parts };
}

const NOTHING: Amount = { messages: 0, parts: 0 };
