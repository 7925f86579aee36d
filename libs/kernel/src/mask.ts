import metadata from 'libphonenumber-js/max/metadata';
import { own } from './own.ts';

/** Numbers with fewer digits behind the calling code show none of them. */
const SHORTEST_SHOWN = 6;
const SHOWN_DIGITS = 2;

/** An E.164 number for readers who may not see it: its calling code and its last two digits, as in `+852******78`. */
export function maskNumber(e164: string): string {
  const digits = e164.slice(1);
  const callingCode = callingCodeOf(digits);
  const national = digits.slice(callingCode.length);
  const shown = national.length < SHORTEST_SHOWN ? 0 : SHOWN_DIGITS;
  const hidden = national.length - shown;
  return `+${callingCode}${'*'.repeat(hidden)}${national.slice(hidden)}`;
}

/** No calling code is the beginning of another one. Empty for codes of no country. */
function callingCodeOf(digits: string): string {
  const codes = metadata.country_calling_codes as Readonly<Record<string, unknown>>;
  const beginnings = [1, 2, 3].map((length) => digits.slice(0, length));
  return beginnings.find((beginning) => own(codes, beginning) !== undefined) ?? '';
}

/** Words of four Latin letters and digits or more, and digits in groups, such as `123 456`. */
const LIKE_A_CODE = /[A-Za-z\p{Nd}]{4,}|\p{Nd}(?:[\p{Zs}.-]?\p{Nd}){3,}/gu;
const DIGIT = /\p{Nd}/u;
const CHARACTER = /[A-Za-z\p{Nd}]/gu;

/** A text whose code must no longer be seen: whatever in it may be a code is replaced by asterisks. */
export const maskCodes = (text: string): string =>
  text.replace(LIKE_A_CODE, (found) => (DIGIT.test(found) ? found.replace(CHARACTER, '*') : found));
