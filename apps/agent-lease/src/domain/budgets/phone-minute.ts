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
}

/** Until it is settled a reservation counts as if it was granted as late as possible. */
export function reserveMinute(
  { leases }: PhoneMinute,
  lease: string,
  wanted: number,
  limit: number,
  now: number,
): { next?: PhoneMinute; room: PhoneRoom } {
  const known = leases.find((one) => one.lease === lease && one.until > now);
  if (known) return { room: { messages: known.messages, at: now } };
  const { left, at } = leftInMinute(leases, limit, now);
  const messages = Math.min(wanted, left);
  if (messages === 0) return { room: { messages, at } };
  const entry = { lease, messages, until: now + OPEN_MS + MINUTE_MS, open: true };
  return { next: { leases: [...leases.filter(({ until }) => until > now), entry] }, room: { messages, at: now } };
}

/** What was granted counts for 60 s from now on. */
export function settleMinute({ leases }: PhoneMinute, lease: string, messages: number, now: number): PhoneMinute {
  const settled = leases.some((one) => one.lease === lease && !one.open);
  if (settled) return { leases };
  const others = leases.filter((one) => one.lease !== lease && one.until > now);
  return { leases: messages === 0 ? others : [...others, { lease, messages, until: now + MINUTE_MS, open: false }] };
}
