import type { Text } from '#libs/sandbox-kit';
import type { Entry } from './answers.ts';
import { receptorOf } from './numbers.ts';
import { saysOf, statusOf, UNKNOWN_ID } from './statuses.ts';

/** A message as a send answers it; `cost` in Rial, `date` in seconds. */
export function sentEntry(text: Text, cost: number): Entry {
  const status = statusOf(text);
  return {
    messageid: Number(text.sid),
    message: text.body,
    status,
    statustext: saysOf(status),
    sender: text.from,
    receptor: receptorOf(text.to),
    date: Math.floor(text.createdAt / 1_000),
    cost,
  };
}

export function statusEntry(text: Text): Entry {
  const status = statusOf(text);
  return { messageid: Number(text.sid), status, statustext: saysOf(status) };
}

export const unknownEntry = (id: Entry): Entry => ({ ...id, status: UNKNOWN_ID, statustext: saysOf(UNKNOWN_ID) });
