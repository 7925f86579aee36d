import { OPEN_MS } from './lease-entry.ts';
import { leftInMinute, MINUTE_MS, type Counted } from './rolling-minute.ts';

/** What one phone got in the last 60 s, over all its SIMs. */
export interface PhoneMinute {
  readonly leases: readonly PhoneLease[];
}
export interface PhoneLease extends Counted {
  readonly lease: string;
  readonly open: boolean;
}

export interface PhoneRoom {
  readonly messages: number;
  /** With 0 messages: when there is room. */
  readonly at: number;
  /** The lease was reserved for before. */
  readonly isKnown: boolean;
}

/** Until it is settled a reservation counts as if it was granted as late as possible. The same lease reserves besides. */
export function reserveMinute(
  { leases }: PhoneMinute,
  lease: string,
  wanted: number,
  limit: number,
  now: number,
): { next?: PhoneMinute; room: PhoneRoom } {
  const known = leases.find((one) => one.lease === lease && one.until > now);
  const { left, at } = leftInMinute(leases, limit, now);
  const messages = known && !known.open ? 0 : Math.min(wanted, left);
  if (messages === 0) return { room: { messages, at, isKnown: known !== undefined } };
  const until = now + OPEN_MS + MINUTE_MS;
  const entry = { lease, messages: messages + (known?.messages ?? 0), until, open: true };
  const others = leases.filter((one) => one !== known && one.until > now);
  return { next: { leases: [...others, entry] }, room: { messages, at: now, isKnown: known !== undefined } };
}

/** What was granted counts for 60 s from now on. */
export function settleMinute({ leases }: PhoneMinute, lease: string, messages: number, now: number): PhoneMinute {
  const settled = leases.some((one) => one.lease === lease && !one.open);
  if (settled) return { leases };
  const others = leases.filter((one) => one.lease !== lease && one.until > now);
  return { leases: messages === 0 ? others : [...others, { lease, messages, until: now + MINUTE_MS, open: false }] };
}
