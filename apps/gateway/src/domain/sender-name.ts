import { readSender } from '#libs/kernel';

const DIGITS = /\p{N}/gu;

/** A sender in audit rows: a name unchanged; of a number or an invalid sender only its last two digits. */
export function auditNameOf(value: string): string {
  const read = readSender(value);
  if (read.ok && read.kind === 'name') return value;
  return `*${(value.match(DIGITS) ?? []).slice(-2).join('')}`;
}
