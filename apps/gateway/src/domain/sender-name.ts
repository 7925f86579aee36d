import { readSender } from '#libs/kernel';

const DIGITS = /\p{N}/gu;

/** How audit rows call a sender: a name as it is; of a number, and of what is neither, its last two digits alone. */
export function auditNameOf(value: string): string {
  const read = readSender(value);
  if (read.ok && read.kind === 'name') return value;
  return `*${(value.match(DIGITS) ?? []).slice(-2).join('')}`;
}
