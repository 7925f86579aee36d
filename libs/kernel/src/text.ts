import { segmentsOf } from './segments.ts';
import { unicodeProblem } from './unicode.ts';

/** The longest text of the native API and of most vendors. */
export const MAX_CHARACTERS = 1_600;

/**
 * Why a text cannot be sent, as a sentence without the text, or `undefined`. Refused: nothing visible; more than
 * `maxCharacters` code points (in NFC); lone surrogates; control characters other than LF and CR; bidi overrides, which
 * make a reader see another text than the one stored. Emoji, joiners, combining marks and direction marks are fine.
 */
export function checkText(text: string, maxCharacters = MAX_CHARACTERS): string | undefined {
  const problem = unicodeProblem(text);
  if (problem) return `The text ${problem}.`;
  if (INVISIBLE.test(text)) return 'The text is empty; send at least one visible character.';
  if (CONTROL.test(text)) return 'The text contains a control character; line breaks are the only ones allowed.';
  if (BIDI_OVERRIDE.test(text))
    return 'The text contains a bidirectional override (U+202D or U+202E), which is not allowed.';
  return checkLength(text, maxCharacters);
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F]/;
const BIDI_OVERRIDE = /[\u202D\u202E]/;
const INVISIBLE = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]*$/u;

function checkLength(text: string, maxCharacters: number): string | undefined {
  const characters = codePoints(text.normalize('NFC'));
  if (characters <= maxCharacters) return undefined;
  return `The text has ${characters} characters in ${segmentsOf(text).segments} parts; ${maxCharacters} characters are the most.`;
}

function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00) count++;
  return count;
}
