import { readFileSync, statSync } from 'node:fs';

/** Returns the text written to the file since this call, so that errors of an earlier start are not reported again. */
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
