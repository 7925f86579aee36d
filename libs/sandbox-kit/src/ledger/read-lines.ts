import type { FileHandle } from 'node:fs/promises';

const CHUNK = 1 << 20;
const NEWLINE = 0x0a;

/**
 * Passes every complete line between two offsets to `take`, with the offset after it, until `take` returns false. Bytes
 * after the last newline are left out.
 */
export async function readLines(
  handle: FileHandle,
  from: number,
  to: number,
  take: (line: string, end: number) => boolean | void,
): Promise<void> {
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(to - from, 1)));
  let rest: Buffer = Buffer.alloc(0);
  for (let at = from; at < to;) {
    const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, to - at), at);
    if (bytesRead === 0) return;
    const seen = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    const base = at - rest.length;
    at += bytesRead;
    let start = 0;
    for (let end = seen.indexOf(NEWLINE); end >= 0; end = seen.indexOf(NEWLINE, start)) {
      if (take(seen.toString('utf8', start, end), base + end + 1) === false) return;
      start = end + 1;
    }
    rest = seen.subarray(start);
  }
}
