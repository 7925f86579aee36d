import { segmentsOf } from '#libs/kernel';

/** The longest beginnings that are one segment each, as a phone that does not divide texts itself is given them. */
export function inParts(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of text) {
    if (part !== '' && segmentsOf(part + character).segments > 1) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}
