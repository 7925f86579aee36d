import type { SubmitItem } from '#libs/contracts';
import { INSTANT_EXPECTED, parseInstant } from '#libs/kernel';

/** The longest time from when the item may first be sent to its deadline. */
export const LONGEST_VALIDITY_MS = 7 * 24 * 60 * 60_000;

export type Deadline = { readonly ok: true; readonly at: Date } | { readonly ok: false; readonly detail: string };

/** The deadline of an item: `valid_for_s` from `start`, or `deadline` (RFC 3339 with a zone), or the default. */
export function deadlineOf(
  { valid_for_s, deadline }: Pick<SubmitItem, 'valid_for_s' | 'deadline'>,
  defaultMs: number,
  now: number,
  start = now,
): Deadline {
  if (valid_for_s !== undefined && deadline !== undefined) return refused('Give valid_for_s or deadline, not both.');
  if (valid_for_s !== undefined) return afterSeconds(valid_for_s, start);
  if (deadline !== undefined) return atInstant(deadline, now, start);
  return { ok: true, at: new Date(start + defaultMs) };
}

function afterSeconds(seconds: number, start: number): Deadline {
  const most = LONGEST_VALIDITY_MS / 1_000;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > most)
    return refused(`valid_for_s must be a whole number of seconds from 1 to ${most} (7 days).`);
  return { ok: true, at: new Date(start + seconds * 1_000) };
}

function atInstant(written: string, now: number, start: number): Deadline {
  const at = parseInstant(written);
  if (!at) return refused(`deadline must be ${INSTANT_EXPECTED}.`);
  if (at.getTime() <= now) return refused('The deadline has passed.');
  if (at.getTime() <= start) return refused('The deadline is not after send_at.');
  const from = start === now ? 'ahead' : 'after send_at';
  if (at.getTime() > start + LONGEST_VALIDITY_MS) return refused(`The deadline is more than 7 days ${from}.`);
  return { ok: true, at };
}

const refused = (detail: string): Deadline => ({ ok: false, detail });
