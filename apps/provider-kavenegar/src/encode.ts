import type { DeliverItem } from '#libs/contracts';
import { createHash } from 'node:crypto';
import { lineOf } from './config/lines.ts';

type Form = Readonly<Record<string, string>>;

/** A text: `sms/send`. `line`: the account's, if it names one. */
export function textForm(
  { id, to, text, sender }: Pick<DeliverItem, 'id' | 'to' | 'text' | 'sender'>,
  line?: string,
): Form {
  const from = sender === undefined ? line : lineOf(sender);
  return {
    receptor: receptorOf(to),
    message: text,
    localid: localIdOf(id),
    ...(from !== undefined && { sender: from }),
  };
}

/** A message by template: `verify/lookup`, which takes neither a line nor a client reference. */
export const templateForm = (
  { to }: Pick<DeliverItem, 'to'>,
  { code, tokens }: NonNullable<DeliverItem['template']>,
): Form => ({
  ...tokens,
  receptor: receptorOf(to),
  template: code,
});

/**
 * The client reference, made of the message's `_id` alone, so that every grant of a message has the same. Kavenegar's
 * `localid` is a signed 64-bit integer: these are 63 bits of a hash.
 */
export function localIdOf(message: string): string {
  const first = createHash('sha256').update(message).digest().readBigUInt64BE();
  return BigInt.asUintN(63, first).toString();
}

const IRAN = '+98';

/** Numbers of Iran are written as at home, others with 00. */
export const receptorOf = (to: string): string =>
  to.startsWith(IRAN) ? `0${to.slice(IRAN.length)}` : `00${to.slice(1)}`;

export const isAbroad = (to: string): boolean => !to.startsWith(IRAN);

/** A number in any of Kavenegar's spellings, in E.164; undefined if it is none. */
export function numberOf(written: string): string | undefined {
  const digits = written.trim().replace(/^(\+|00)(?=[1-9])/, '');
  if (!/^\d{5,15}$/.test(digits)) return undefined;
  if (digits !== written.trim()) return `+${digits}`;
  if (/^09\d{9}$/.test(digits)) return IRAN + digits.slice(1);
  if (/^9\d{9}$/.test(digits)) return IRAN + digits;
  return digits.startsWith('0') ? undefined : `+${digits}`;
}
