import { Pool } from 'undici';

export interface Shot {
  readonly status: number;
  /** From when it was meant to leave. */
  readonly ms: number;
}

export interface Target {
  readonly url: string;
  readonly apiKey: string;
}

export type Body = (n: number) => unknown;

const PATH = '/api/v1/messages';

/** `count` calls over `connections`, each sent when the one before it is answered. Answers calls per second. */
export async function closedLoop(target: Target, connections: number, count: number, body: Body): Promise<number> {
  const pool = new Pool(target.url, { connections, pipelining: 1 });
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const n = next++;
      const shot = await fire(pool, target.apiKey, PATH, body(n), performance.now());
      if (shot.status !== 202) throw new Error(`A send answered ${shot.status}.`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const perSecond = (count / (performance.now() - started)) * 1000;
  await pool.close();
  return perSecond;
}

/** Calls at a constant rate whatever the answers do: latency counts from the intended moment. */
export async function openLoop(target: Target, perSecond: number, count: number, body: Body): Promise<Shot[]> {
  const pool = new Pool(target.url, { connections: 64, pipelining: 1 });
  const started = performance.now();
  const shots: Promise<Shot>[] = [];
  for (let n = 0; n < count; n++) {
    const intended = started + (n * 1000) / perSecond;
    const wait = intended - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    shots.push(fire(pool, target.apiKey, PATH, body(n), intended));
  }
  const all = await Promise.all(shots);
  await pool.close();
  return all;
}

/** One batch; answers the milliseconds until its 202. */
export async function batch(target: Target, messages: readonly unknown[]): Promise<number> {
  const pool = new Pool(target.url, { connections: 1 });
  const started = performance.now();
  const { status, ms } = await fire(pool, target.apiKey, `${PATH}/batch`, { messages }, started);
  await pool.close();
  if (status !== 202) throw new Error(`The batch answered ${status}.`);
  return ms;
}

async function fire(pool: Pool, key: string, path: string, body: unknown, intended: number): Promise<Shot> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const answer = await pool.request({ path, method: 'POST', headers, body: JSON.stringify(body) });
  await answer.body.dump();
  return { status: answer.statusCode, ms: performance.now() - intended };
}
