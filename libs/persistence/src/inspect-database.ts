import { createClock, monotonicMs } from '#libs/kernel';
import { missingIndexes, type IndexSpec } from './index-sync.ts';
import type { MongoSession } from './session.ts';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** A sentence, and what to do if it is wrong. */
  readonly detail: string;
}

const SLOWEST_PING_MS = 500;
const MOST_APART_MS = 2_000;
const LEAST_FREE_PERCENT = 10;
const GB = 1024 ** 3;

/** What an operator may have to look after in a service's database. Rejects with `service_unavailable`. */
export async function inspectDatabase(session: MongoSession, indexes: readonly IndexSpec[]): Promise<Finding[]> {
  const sentAt = monotonicMs();
  const machineAt = createClock().now();
  const { localTime } = await session.command({ hello: 1 });
  const tookMs = Math.round(monotonicMs() - sentAt);
  const stats = await session.command({ dbStats: 1 });
  return [
    database(tookMs),
    clocks(Math.round((localTime as Date).getTime() - tookMs / 2 - machineAt)),
    disk(Number(stats.fsUsedSize), Number(stats.fsTotalSize)),
    made(await missingIndexes(session, indexes)),
  ];
}

const database = (tookMs: number): Finding => ({
  name: 'database',
  ok: tookMs <= SLOWEST_PING_MS,
  detail: `MongoDB answers in ${tookMs} ms.`,
});

export function clocks(aheadMs: number): Finding {
  const ok = Math.abs(aheadMs) <= MOST_APART_MS;
  const apart = `The database's clock is ${Math.abs(aheadMs)} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} this service's.`;
  return { name: 'clock', ok, detail: ok ? apart : `${apart} Let both machines take their time from NTP.` };
}

export function disk(used: number, total: number): Finding {
  if (!(total > 0)) return { name: 'disk', ok: true, detail: 'MongoDB does not say how full its disk is.' };
  const free = Math.floor((100 * (total - used)) / total);
  const ok = free >= LEAST_FREE_PERCENT;
  const found = `${free} % of the ${Math.round(total / GB)} GB of MongoDB's disk is free.`;
  return {
    name: 'disk',
    ok,
    detail: ok ? found : `${found} Make room, or give it a larger one: a full disk stops every write.`,
  };
}

const made = (missing: readonly string[]): Finding => ({
  name: 'indexes',
  ok: missing.length === 0,
  detail:
    missing.length === 0
      ? 'All indexes are there.'
      : `Missing: ${missing.join(', ')}. Restart the service: it makes its indexes at every start.`,
});
