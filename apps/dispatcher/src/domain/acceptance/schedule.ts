import { INSTANT_EXPECTED, parseInstant } from '#libs/kernel';

/** How far in the future `send_at` may be. */
export const FURTHEST_AHEAD_MS = 30 * 24 * 60 * 60_000;
/** A caller's clock may be wrong, and the call may be late: a time this far in the past counts as now. */
export const PAST_IS_NOW_MS = 60_000;

/** `at` is absent if the item may be sent at once. */
export type SendAt = { readonly ok: true; readonly at?: number } | { readonly ok: false; readonly detail: string };

/** When an item may first be sent, in ms since the epoch, from `send_at` (RFC 3339 with a zone). */
export function sendAtOf(written: string | undefined, now: number): SendAt {
  if (written === undefined) return { ok: true };
  const at = parseInstant(written)?.getTime();
  if (at === undefined) return refused(`send_at must be ${INSTANT_EXPECTED}.`);
  if (at < now - PAST_IS_NOW_MS) return refused('send_at has passed.');
  if (at > now + FURTHEST_AHEAD_MS) return refused('send_at is more than 30 days ahead.');
  return at > now ? { ok: true, at } : { ok: true };
}

const refused = (detail: string): SendAt => ({ ok: false, detail });
