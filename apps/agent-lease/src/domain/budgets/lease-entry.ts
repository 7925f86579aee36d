import type { LeaseUse } from '#libs/contracts';
import { MINUTE_MS, type Counted } from './rolling-minute.ts';
import type { Amount } from './uses.ts';

/** A lease for which a SIM's budget is reserved or used, until nothing of it can come back. Times are ms since the epoch. */
export interface LeaseEntry extends Amount {
  readonly lease: string;
  readonly agent: string;
  /** The time under which it is counted. */
  readonly at: number;
  /** The most that may have been granted under it. */
  readonly most: number;
  /** Asked for again while it was open: the dispatcher tells the sweep what it came to. */
  readonly again?: boolean;
  /** What it came to is not known yet. */
  readonly open: boolean;
  readonly settled_at?: number;
  /** When the dispatcher is asked about it. */
  readonly check_at: number;
  /** Only for recipients that got a text in this month. */
  readonly known_only?: boolean;
  /** Came back unstarted, and counts no more. */
  readonly returned?: Amount;
  /** Settled by the sweep: the call that asked for the lease may still reach the dispatcher. */
  readonly swept?: boolean;
}

/** A reservation that is open for longer was left behind by a process that died. */
export const OPEN_MS = 30_000;
/** By then most messages of a lease are reported. */
export const CHECK_MS = 60_000;
/** Between processes that follow the database's clock. */
const CLOCKS_DIFFER_MS = 1_000;
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
  return { ...entry, messages, parts, most: messages, open: false, settled_at: now, check_at: now + CHECK_MS };
}

/** What the dispatcher says about the lease; undefined: nothing of it can come back or come to light any more. */
export function corrected(entry: LeaseEntry, use: LeaseUse | undefined, now: number): LeaseEntry | undefined {
  const next = { ...entry, ...countedOf(entry, use), check_at: now + CHECK_MS };
  if (entry.open) return { ...next, open: false, swept: true, settled_at: now };
  return use?.open || (entry.swept && now < entry.at + SWEPT_MS) ? next : undefined;
}

/** What counts of a lease, and what was taken from that because it came back unstarted. */
export function countedOf(entry: LeaseEntry, use: LeaseUse | undefined): Amount & Pick<LeaseEntry, 'returned'> {
  const returned = amountReturned(entry, use);
  const granted = grantedOf(entry, use, returned);
  const messages = Math.max(0, granted.messages - returned.messages);
  const parts = messages === 0 ? 0 : Math.max(0, granted.parts - returned.parts);
  return { messages, parts, ...(returned.messages > 0 && { returned }) };
}

function amountReturned(entry: LeaseEntry, use: LeaseUse | undefined): Amount {
  const all = use?.returned ?? [];
  const { messages, parts } = entry.returned ?? NOTHING;
  const sum = all.reduce((total, message) => total + message.parts, 0);
  return { messages: Math.max(messages, all.length), parts: Math.max(parts, sum) };
}

/** What went to the phone. It was told with the grant, or is the most that the dispatcher ever knew of. */
function grantedOf(entry: LeaseEntry, use: LeaseUse | undefined, returned: Amount): Amount {
  const before = entry.open ? NOTHING : plus(entry, entry.returned ?? NOTHING);
  if (!entry.open && !entry.swept) return before;
  const known = plus(use ?? NOTHING, returned);
  if (known.messages <= before.messages) return before;
  const messages = Math.min(entry.most, known.messages);
  return { messages, parts: Math.ceil((known.parts * messages) / known.messages) };
}

const NOTHING: Amount = { messages: 0, parts: 0 };
const plus = (a: Amount, b: Amount): Amount => ({ messages: a.messages + b.messages, parts: a.parts + b.parts });
