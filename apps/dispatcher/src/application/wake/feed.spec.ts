// The index and the queue are arrays in memory: the specs check which ids are queued when.
import { LANES, type Lane } from '#libs/contracts';
import type { MessageKey, TenantId } from '#libs/kernel';
import { inFakeTime } from '../../../../../libs/kernel/testing/index.ts';
import { newMessageKey } from '../../../test/builders/ledger-documents.ts';
import { Feeder, inTurn } from './feed.ts';
import type { DueMessage } from '../ledger/ports.ts';
import type { WakeQueue } from './ports.ts';

const A = '0000000a' as TenantId;
const B = '0000000b' as TenantId;
const C = '0000000c' as TenantId;
const keysOf = (tenant: TenantId, count: number): MessageKey[] =>
  Array.from({ length: count }, (_, at) => newMessageKey(tenant, at));
const tenantsOf = (chunks: readonly (readonly string[])[]): string[] => chunks.map(([first]) => first!.slice(7, 8));

describe('inTurn', () => {
  test('without due messages there is no chunk', () => {
    expect(inTurn([])).toEqual([]);
  });

  test('one chunk of 100 per tenant in turn, whatever order they are due in', () => {
    const chunks = inTurn([...keysOf(A, 250), ...keysOf(B, 120), ...keysOf(C, 1)]);

    expect(tenantsOf(chunks)).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
    expect(chunks.map(({ length }) => length)).toEqual([100, 100, 1, 100, 20, 50]);
  });

  test('no chunk mixes tenants, and no message is lost', () => {
    const keys = [...keysOf(A, 130), ...keysOf(B, 70)].toSorted(() => 0.5 - Math.random());

    const chunks = inTurn(keys);

    expect(chunks.every((chunk) => new Set(chunk.map((key) => key.slice(0, 8))).size === 1)).toBe(true);
    expect(chunks.flat().toSorted()).toEqual(keys.toSorted());
  });

  test('the tenant with the fewest queued messages begins', () => {
    const chunks = inTurn(
      [...keysOf(A, 2), ...keysOf(B, 2), ...keysOf(C, 2)],
      new Map([
        [A, 300],
        [C, 100],
      ]),
    );

    expect(tenantsOf(chunks)).toEqual(['b', 'c', 'a']);
  });
});

describe('the feeder', () => {
  const times = { connectMs: 500, leaseMs: 60_000 };
  let index: DueMessage[];
  let jobs: { lane: Lane; ids: string[] }[];
  let reads: number;
  let feeder: Feeder;
  const queue: WakeQueue = {
    enqueue: async (lane, { ids }) => void jobs.push({ lane, ids }),
    backlog: async (lane) => jobs.filter((it) => it.lane === lane).length,
  };
  const due = async (_: number, limit: number, lanes: readonly Lane[] = LANES): Promise<DueMessage[]> => {
    reads++;
    return index.filter(({ lane }) => lanes.includes(lane)).slice(0, limit);
  };
  beforeEach(() => {
    [index, jobs, reads] = [[], [], 0];
    feeder = new Feeder({ due }, queue, times);
  });
  const add = (tenant: TenantId, count: number, lane: Lane = 'normal', wakeAt = 1): MessageKey[] => {
    const keys = keysOf(tenant, count);
    index.push(...keys.map((key) => ({ key, lane, wakeAt })));
    return keys;
  };
  /** All jobs are done: their messages are no longer due. */
  const work = (): void => {
    const done = new Set(jobs.splice(0).flatMap(({ ids }) => ids));
    index = index.filter(({ key }) => !done.has(key));
  };
  const queuedIds = (): string[] => jobs.flatMap(({ ids }) => ids);

  test('fills a queue, says that there is more, and adds nothing while it is full', async () => {
    add(A, 2_000);

    expect(await feeder.feed()).toBe(true);
    expect(jobs.map(({ ids }) => ids.length)).toEqual(Array(jobs.length).fill(100));
    expect(jobs.length).toBeLessThan(20);

    const before = jobs.length;
    expect(await feeder.feed()).toBe(false);
    expect(jobs).toHaveLength(before);
  });

  test('does not ask the queues while nothing is due', async () => {
    const asked: Lane[] = [];
    const curious = { ...queue, backlog: async (lane: Lane) => asked.push(lane) };

    await new Feeder({ due }, curious, times).feed();

    expect(asked).toEqual([]);
    expect(reads).toBe(1);
  });

  test('queued messages are not queued again', async () => {
    const keys = add(A, 150);
    await feeder.feed();

    await feeder.feed();

    expect(queuedIds().toSorted()).toEqual(keys.toSorted());
  });

  test('a message that is due again at another time is queued at once', async () => {
    add(A, 1);
    await feeder.feed();
    index = index.map((it) => ({ ...it, wakeAt: 2 }));

    await feeder.feed();

    expect(queuedIds()).toHaveLength(2);
  });

  test(
    'a queued message that is still due is queued again once the queue has been empty for a moment',
    inFakeTime(async (pass) => {
      add(A, 1);
      await feeder.feed();
      jobs = [];
      await pass(times.connectMs - 1);
      await feeder.feed();
      expect(jobs).toEqual([]);

      await pass(1);
      await feeder.feed();

      expect(queuedIds()).toHaveLength(1);
    }),
  );

  test('a lane whose queue is full does not delay the other lanes', async () => {
    add(A, 2_000, 'bulk');
    await feeder.feed();
    add(A, 101, 'urgent');

    await feeder.feed();

    expect(jobs.filter(({ lane }) => lane === 'urgent').map(({ ids }) => ids.length)).toEqual([100, 1]);
  });

  test('a lane behind thousands of older messages of another is seen', async () => {
    add(A, 5_000, 'bulk');
    const [code] = add(B, 1, 'urgent', 2);

    await feeder.feed();

    expect(jobs[0]).toEqual({ lane: 'urgent', ids: [code] });
  });

  test('a long backlog is worked off completely, each message once', async () => {
    const keys = [...add(A, 3_000), ...add(B, 1_000, 'bulk'), ...add(C, 50, 'urgent')];
    const seen: string[] = [];

    while (index.length > 0) {
      await feeder.feed();
      seen.push(...queuedIds());
      work();
    }

    expect(seen).toHaveLength(keys.length);
    expect(new Set(seen)).toEqual(new Set(keys));
  });
});
