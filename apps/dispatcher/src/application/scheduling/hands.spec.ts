// The test gives the clock, and ends each piece of work.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Lane } from '#libs/contracts';
import { Hands } from './hands.ts';

const MINUTE = 60_000;

function world() {
  let now = 10 * MINUTE;
  const hands = new Hands(() => now);
  const begun: Lane[] = [];
  const ends: { lane: Lane; end: () => void }[] = [];
  const add = (lane: Lane, count: number, since = now): void => {
    for (let n = 0; n < count; n++) {
      void hands.work(lane, since, async () => {
        begun.push(lane);
        await new Promise<void>((end) => ends.push({ lane, end }));
      });
    }
  };
  /** Ends the work that began first, of one lane or of any. */
  const end = async (count: number, lane?: Lane): Promise<void> => {
    await nextTurn();
    for (let n = 0; n < count; n++) {
      const at = ends.findIndex((it) => lane === undefined || it.lane === lane);
      ends.splice(at, 1)[0]!.end();
      await nextTurn();
    }
  };
  const busy = async (): Promise<Record<string, number>> => {
    await nextTurn();
    return {
      normal: 0,
      bulk: 0,
      ...Object.fromEntries([...Map.groupBy(ends, ({ lane }) => lane)].map(([lane, of]) => [lane, of.length])),
    };
  };
  return { add, end, busy, begun, pass: (ms: number) => void (now += ms) };
}

test('with a backlog of both, four of five pieces of work are normal, from the first on', async () => {
  const { add, end, busy, begun } = world();
  add('bulk', 200);
  add('normal', 200);
  expect(await busy()).toEqual({ normal: 1, bulk: 4 });

  await end(4, 'bulk');
  expect(await busy()).toEqual({ normal: 4, bulk: 1 });
  const before = begun.length;
  await end(100);

  const since = begun.slice(before);
  expect(since.filter((lane) => lane === 'normal')).toHaveLength(80);
});

test('a lane that was empty finds a free hand', async () => {
  const { add, busy } = world();
  add('bulk', 50);
  expect(await busy()).toEqual({ normal: 0, bulk: 4 });

  add('normal', 1);

  expect(await busy()).toEqual({ normal: 1, bulk: 4 });
});

test('bulk that has waited for minutes beside fresh normal messages gets a second hand', async () => {
  const { add, end, busy, pass } = world();
  add('bulk', 50);
  add('normal', 4);
  await end(3, 'bulk');
  pass(5 * MINUTE);
  add('normal', 50);
  expect(await busy()).toEqual({ normal: 4, bulk: 1 });

  await end(4, 'normal');

  expect(await busy()).toEqual({ normal: 3, bulk: 2 });
});

test('urgent work begins at once, whatever else runs', async () => {
  const { add, busy } = world();
  add('bulk', 50);
  add('normal', 50);

  add('urgent', 3);

  expect(await busy()).toMatchObject({ urgent: 3 });
});

test('a piece of work that fails releases its hand, and throws its error', async () => {
  const hands = new Hands(() => 0);
  const fail = (): Promise<void> => hands.work('urgent', 0, () => Promise.reject(new Error('the database refuses')));

  for (let n = 0; n < 10; n++) await expect(fail()).rejects.toThrow('refuses');
});
