import { createWriteStream, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { EXIT, Failure } from '../failure.ts';

/** Writes a long answer to a file that only its owner can read, or to the standard output. Half a file is removed. */
export async function saveStream(body: unknown, file: string | undefined): Promise<void> {
  const from = Readable.fromWeb(body as ReadableStream);
  try {
    if (file === undefined) for await (const part of from) process.stdout.write(part as Uint8Array);
    else await pipeline(from, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    if (file !== undefined) rmSync(file, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Failure(EXIT.refused, `The answer could not be read and written to its end (${code}).`, { cause: error });
  }
}
