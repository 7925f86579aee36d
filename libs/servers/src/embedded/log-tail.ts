import { readFileSync, statSync } from 'node:fs';

/** Gives what was written to the file since this was called, so that an earlier start's errors are not told again. */
export function logSince(file: string): () => string {
  const from = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return () => {
    try {
      return readFileSync(file).subarray(from).toString('utf8').trimEnd();
    } catch {
      return '';
    }
  };
}
