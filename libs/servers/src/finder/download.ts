import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Tell } from './ladder.ts';
import { reachable } from './reachable.ts';

const WITHIN_MS = 10 * 60_000;
const TEXT_WITHIN_MS = 30_000;
const MEGABYTE = 1_000_000;

/** Fetches a file and reports its progress in quarters. */
export async function download(url: string, file: string, variables: NodeJS.ProcessEnv, tell: Tell): Promise<void> {
  const response = await request(url, variables, WITHIN_MS);
  if (!response.body) throw new Error(`${url} has no content`);
  const total = Number(response.headers.get('content-length') ?? 0);
  await pipeline(Readable.fromWeb(response.body), counting(basename(file), total, tell), createWriteStream(file));
}

export async function downloadText(url: string, variables: NodeJS.ProcessEnv): Promise<string> {
  return (await request(url, variables, TEXT_WITHIN_MS)).text();
}

async function request(url: string, variables: NodeJS.ProcessEnv, withinMs: number): Promise<Response> {
  await reachable(url, variables);
  const response = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}

function counting(name: string, total: number, tell: Tell): Transform {
  let seen = 0;
  let quarters = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      const reached = total > 0 ? Math.floor((4 * seen) / total) : 0;
      if (reached > quarters) tell(`${name}: ${reached * 25} % of ${Math.round(total / MEGABYTE)} MB`);
      quarters = Math.max(quarters, reached);
      done(null, chunk);
    },
  });
}
