import type { MagicNumber } from '#libs/sandbox-kit';
import { RETURN_CODES } from './answers.ts';

/** A receptor in any spelling that Kavenegar takes, in E.164. */
export function e164Of(receptor: string): string | undefined {
  const digits = receptor.trim().replace(/^(?:\+|00)(?=[1-9])/, '+');
  if (/^\+[1-9]\d{7,14}$/.test(digits))
    return digits.startsWith('+98') && !/^\+989\d{9}$/.test(digits) ? undefined : digits;
  const [, national] = /^(?:0|98)?(9\d{9})$/.exec(digits) ?? [];
  return national === undefined ? undefined : `+98${national}`;
}

export const receptorOf = (to: string): string => (to.startsWith('+98') ? `0${to.slice(3)}` : `00${to.slice(1)}`);

const REFUSED = /^\+989000000(\d{3})$/;
const ENDING = /^\+989000001(\d{3})$/;

/** 09000000<code>: a send to it is refused with this return code. */
export const refusedWith = (to: string): number | undefined => numberIn(REFUSED, to);

/** 09000001<status>: a message to it ends with this status. */
export const endsWith = (to: string): number | undefined => numberIn(ENDING, to);

export const MAGIC_NUMBERS: readonly MagicNumber[] = [
  ...RETURN_CODES.map((code) => ({ number: `+989000000${code}`, does: `is refused with ${code}` })),
  ...[6, 10, 11, 13, 14, 100].map((status) => ({
    number: `+989000001${String(status).padStart(3, '0')}`,
    does: `is accepted, and ends with status ${status}`,
  })),
];

function numberIn(form: RegExp, to: string): number | undefined {
  const [, digits] = form.exec(to) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
