/** Wrong tries after which a code no longer works. */
export const MOST_WRONG_TRIES = 5;
export const CODE_VALID_MS = 10 * 60_000;
/** Of Crockford's alphabet, in which no two characters look alike. */
export const CODE_LENGTH = 12;
const GROUP = 4;

/** As people read it: `4F7K-92MX-QT3B`. */
export const writtenCode = (characters: string): string =>
  characters.toUpperCase().replaceAll(/.{4}(?=.)/g, (group) => `${group}-`);

/** The characters of a code as a person typed it; undefined if it cannot be one. */
export function typedCode(written: string): string | undefined {
  const typed = written.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return typed.length === CODE_LENGTH && /^[0-9A-HJKMNP-TV-Z]+$/.test(typed) ? typed : undefined;
}

/** Tells which code is meant, so that wrong tries are counted for it. */
export const headOf = (characters: string): string => characters.slice(0, GROUP);
