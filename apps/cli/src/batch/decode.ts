import { misused } from '../failure.ts';

/** The text of a file. A byte order mark says how it is encoded; without one it is UTF-8, or what the caller names. */
export function decode(bytes: Uint8Array, encoding?: string): string {
  const marked = encodingOfMark(bytes);
  try {
    return new TextDecoder(marked ?? encoding ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_NOT_SUPPORTED')
      throw misused(`There is no encoding ${encoding}; say one such as windows-1252.`);
    throw misused(
      encoding === undefined
        ? 'The file is not UTF-8. Say how it is encoded, such as --encoding windows-1252.'
        : `The file is not ${marked ?? encoding}.`,
    );
  }
}

function encodingOfMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}
