import { characterName } from './character-name.ts';

/** ASCII digits, with `+` before them if the number is international. */
export type PastedNumber =
  { readonly ok: true; readonly digits: string } | { readonly ok: false; readonly reason: string };

/** Longer than any number with all the characters that people put between its digits. */
const MAX_WRITTEN = 64;

const PREFIX = /^[\s\p{Default_Ignorable_Code_Point}]*tel:/iu;
const DIGIT = /^\p{Nd}$/u;
/** Spaces of every width, and invisible marks: direction marks, zero-width ones, soft hyphens. */
const IGNORED = /^[\p{Zs}\p{Default_Ignorable_Code_Point}]$/u;
const SEPARATOR = /^[\p{Pd}\u2212./\uFF0E\uFF0F]$/u;
const BRACKETS: Readonly<Record<string, string>> = { '(': '(', ')': ')', '\uFF08': '(', '\uFF09': ')' };
const PLUS = /^[+\uFF0B]$/;

const FORM = /^(?:\+?\(?|\(\+)\d(?:.*\d)?$/;
const TRUNK = /\(0\)/;

/**
 * The digits of a number as people paste it: with `tel:` before it, spaces, dashes, dots, slashes and parentheses
 * between its digits, invisible marks, digits of any script (they mean the same), `00` in place of `+`. The reason
 * names a character that is not allowed by code point and position, and never repeats the number.
 */
export function readPasted(written: string): PastedNumber {
  if (written.length > MAX_WRITTEN) return refused(`A number has up to ${MAX_WRITTEN} characters. ${EXPECTED}`);
  const characters = [...written.trimEnd()];
  const start = [...(PREFIX.exec(written)?.[0] ?? written.slice(0, written.length - written.trimStart().length))]
    .length;

  let form = '';
  for (let at = start; at < characters.length; at++) {
    const character = characters[at]!;
    const read = formOf(character);
    if (read === undefined || (read === '+' && /[+\d]/.test(form))) return refused(notRead(character, at + 1));
    form += read;
  }
  return fromForm(form);
}

/** The meaning of the character: a digit, a bracket, `+`, `-` for a separator, an empty text for an invisible mark. */
function formOf(character: string): string | undefined {
  if (DIGIT.test(character)) return String(digitOf(character));
  if (IGNORED.test(character)) return '';
  if (SEPARATOR.test(character)) return '-';
  return PLUS.test(character) ? '+' : BRACKETS[character];
}

function fromForm(form: string): PastedNumber {
  const isBalanced = !/[()]/.test(form.replace(/\([^()]*\d[^()]*\)/g, ''));
  if (!FORM.test(form) || !isBalanced) return refused(EXPECTED);
  const digits = form.replace(/[()-]/g, '');
  const international = /^\+|^00/.test(digits);
  if (international && TRUNK.test(form)) return refused('Leave out the (0): it is not dialled after the country code.');
  return { ok: true, digits };
}

const EXPECTED =
  'Write the number as + and digits, or as dialled at home; spaces, dashes, dots, slashes and parentheses may stand between digits.';

function notRead(character: string, position: number): string {
  const where = PLUS.test(character) ? 'is only allowed before the first digit' : 'is not allowed in a number';
  return `Character ${position} is ${characterName(character)}, which ${where}. ${EXPECTED}`;
}

/** Unicode has the decimal digits of every script in runs from zero to nine. */
function digitOf(character: string): number {
  const code = character.codePointAt(0)!;
  let first = code;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}

const refused = (reason: string): PastedNumber => ({ ok: false, reason });
