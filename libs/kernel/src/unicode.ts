import { characterName } from './character-name.ts';

/**
 * Why a text cannot be stored as it is, after the name of its field, or `undefined`. Half of a surrogate pair has no
 * UTF-8 encoding, so that another character would be stored; many programs take NUL for the end of a text or a name.
 */
export function unicodeProblem(text: string): string | undefined {
  if (text.isWellFormed() && !text.includes('\0')) return undefined;
  const characters = [...text];
  const at = characters.findIndex((it) => it === '\0' || !it.isWellFormed());
  return `cannot be stored: character ${at + 1} is ${characterName(characters[at]!)}; send well-formed Unicode without NUL`;
}

/**
 * A text from a source that cannot be asked again, such as a vendor's code: made storable, and at most `most` UTF-16
 * units.
 */
export const storable = (text: string, most: number): string =>
  text.slice(0, most).toWellFormed().replaceAll('\0', '\uFFFD');
