// Real: the gatherer. The database is a flush that the test ends at any time.
import * as fc from 'fast-check';
import { inFakeTime } from '../../kernel/testing/index.ts';
import { WriteGatherer, type Flushed, type GathererOptions } from './write-gatherer.ts';

interface Flight {
  readonly items: readonly number[];
  end(results?: readonly (string | Error)[]): void;
  fail(error: unknown): void;
}

function gathererWithFlights(options: Partial<GathererOptions<number, string>> = {}) {
  const flights: Flight[] = [];
  const gatherer = new WriteGatherer<number, string>({
    name: 'numbers.insert',
    flush: (items) =>
      new Promise((resolve, reject) => {
        flights.push({
          items,
          end: (results = items.map((item) => `stored ${item}`)) => resolve(results),
          fail: reject,
        });
      }),
    ...options,
  });
  return { gatherer, flights };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** The end of a flush is noticed in one turn, and the next flush leaves at the end of that turn. */
const twoTurns = async (): Promise<void> => {
  await turn();
  await turn();
};
const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);

test('an idle gatherer flushes within the same turn of the loop', async () => {
  const { gatherer, flights } = gathererWithFlights();

  const stored = gatherer.add(7);
  await turn();

  expect(flights.map(({ items }) => items)).toEqual([[7]]);
  flights[0]!.end();
  await expect(stored).resolves.toBe('stored 7');
});

test('items of one turn of the loop are flushed together', async () => {
  const { gatherer, flights } = gathererWithFlights();

  void gatherer.add(1);
  void Promise.resolve().then(() => gatherer.add(2));
  process.nextTick(() => void gatherer.add(3));
  await turn();

  expect(flights).toHaveLength(1);
  expect(new Set(flights[0]!.items)).toEqual(new Set([1, 2, 3]));
});

test('items that arrive during a flush are one batch, sent when the flush ends', async () => {
  const { gatherer, flights } = gathererWithFlights();
  void gatherer.add(1);
  await turn();

  void gatherer.add(2);
  await turn();
  void gatherer.add(3);
  await turn();
  expect(flights).toHaveLength(1);
  expect(gatherer.waiting).toBe(2);

  flights[0]!.end();
  await twoTurns();
  expect(flights.map(({ items }) => items)).toEqual([[1], [2, 3]]);
});

test(
  'a steady trickle is flushed no more often than allowed, and the first item after a pause at once',
  inFakeTime(async (pass) => {
    const sizes: number[] = [];
    const paced = new WriteGatherer<number, string>({
      name: 'numbers.insert',
      everyMs: 500,
      flush: async (items) => {
        sizes.push(items.length);
        return items.map(String);
      },
    });

    const first = paced.add(0);
    await turn();
    expect(sizes).toEqual([1]);
    await first;

    const trickle: Promise<string>[] = [];
    for (const n of numbers(3)) {
      trickle.push(paced.add(n));
      await twoTurns();
    }
    await pass(499);
    expect(sizes).toEqual([1]);
    await pass(1);
    await Promise.all(trickle);
    expect(sizes).toEqual([1, 3]);

    await pass(500);
    void paced.add(1);
    await turn();
    expect(sizes).toEqual([1, 3, 1]);
  }),
);

test('a full batch is flushed at once', async () => {
  const { gatherer, flights } = gathererWithFlights({ everyMs: 60_000, max: 3 });
  void gatherer.add(0);
  await turn();
  flights[0]!.end();
  await twoTurns();

  numbers(2).forEach((item) => void gatherer.add(item));
  await twoTurns();
  expect(flights).toHaveLength(1);

  void gatherer.add(9);
  await turn();
  expect(flights.map(({ items }) => items)).toEqual([[0], [0, 1, 9]]);
  flights[1]!.end();
});

test('a batch has at most the allowed size', async () => {
  const { gatherer, flights } = gathererWithFlights({ max: 200 });

  numbers(450).forEach((item) => void gatherer.add(item));
  for (let flight = 0; flight < 3; flight++) {
    await twoTurns();
    flights[flight]!.end();
  }
  await gatherer.drain();

  expect(flights.map(({ items }) => items.length)).toEqual([200, 200, 50]);
});

test('an item heavier than a batch is flushed alone', async () => {
  const { gatherer, flights } = gathererWithFlights({ max: 10, weigh: (item) => item });

  [4, 6, 25, 3].forEach((item) => void gatherer.add(item));
  for (let flight = 0; flight < 3; flight++) {
    await twoTurns();
    flights[flight]!.end();
  }
  await gatherer.drain();

  expect(flights.map(({ items }) => items)).toEqual([[4, 6], [25], [3]]);
});

test('each item gets its own result', async () => {
  const { gatherer, flights } = gathererWithFlights();

  const ends = Promise.allSettled([gatherer.add(1), gatherer.add(2), gatherer.add(3)]);
  await turn();
  flights[0]!.end(['one', new Error('two is not wanted'), 'three']);

  const [one, two, three] = await ends;
  expect([one, three]).toMatchObject([{ value: 'one' }, { value: 'three' }]);
  expect(two).toMatchObject({ status: 'rejected', reason: { message: 'two is not wanted' } });
});

test('a flush that throws rejects each of its items with that error, and the next flush runs', async () => {
  const { gatherer, flights } = gathererWithFlights();
  const lost = Promise.allSettled([gatherer.add(1), gatherer.add(2)]);
  await turn();
  const next = gatherer.add(3);

  const away = new Error('the database is away');
  flights[0]!.fail(away);
  await twoTurns();
  flights[1]!.end();

  expect(await lost).toEqual([
    { status: 'rejected', reason: away },
    { status: 'rejected', reason: away },
  ]);
  await expect(next).resolves.toBe('stored 3');
});

test('a flush that gives too few results confirms no item', async () => {
  const { gatherer, flights } = gathererWithFlights();

  const ends = Promise.allSettled([gatherer.add(1), gatherer.add(2)]);
  await turn();
  flights[0]!.end(['only one']);

  for (const end of await ends)
    expect(end).toMatchObject({ reason: { message: 'numbers.insert gave 1 results for 2 items.' } });
});

test('a flush that throws before it returns a promise rejects its items', async () => {
  const gatherer = new WriteGatherer<number, string>({
    name: 'numbers.insert',
    flush: () => {
      throw new Error('cannot encode');
    },
  });

  await expect(gatherer.add(1)).rejects.toThrow('cannot encode');
});

test(
  'an item that waited too long for its turn is refused and never tried',
  inFakeTime(async (pass) => {
    const { gatherer, flights } = gathererWithFlights({ waitAtMostMs: 500 });
    void gatherer.add(1);
    await turn();
    const staleEnd = settled(gatherer.add(2));
    await pass(550);

    const fresh = gatherer.add(3);
    flights[0]!.end();
    expect(await staleEnd).toMatchObject({ reason: { code: 'service_unavailable' } });
    await twoTurns();

    expect(flights[1]!.items).toEqual([3]);
    flights[1]!.end();
    await expect(fresh).resolves.toBe('stored 3');
  }),
);

test('drain resolves when the last flush has ended, and at once without one', async () => {
  const { gatherer, flights } = gathererWithFlights();
  await gatherer.drain();
  void gatherer.add(1);

  let drained = false;
  const draining = gatherer.drain().then(() => (drained = true));
  await turn();
  expect(drained).toBe(false);

  flights[0]!.end();
  await draining;
  expect(gatherer.waiting).toBe(0);
});

test('each flush is reported with its size and result', async () => {
  const seen: Flushed[] = [];
  const { gatherer, flights } = gathererWithFlights({ onFlush: (flushed) => seen.push(flushed) });

  const ends = Promise.allSettled([gatherer.add(1), gatherer.add(2)]);
  await turn();
  flights[0]!.fail(new Error('away'));
  await ends;
  await gatherer.drain();

  expect(seen).toMatchObject([{ name: 'numbers.insert', items: 2, failed: true }]);
});

/** Events of a gatherer, in any order. */
type Event = 'add' | 'end' | 'fail' | 'turn';

test('whatever the order of arrivals and ends, each item is flushed once, in order, within the limits, and gets its own result', async () => {
  const event = fc.constantFrom<Event>('add', 'add', 'add', 'end', 'fail', 'turn');
  const shape = fc.record({ max: fc.integer({ min: 1, max: 5 }), maxInFlight: fc.integer({ min: 1, max: 3 }) });

  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), shape, async (events, { max, maxInFlight }) => {
      const { gatherer, flights } = gathererWithFlights({ max, maxInFlight });
      const ends: Promise<PromiseSettledResult<string>>[] = [];
      const failed = new Set<number>();
      let ended = 0;

      const endOne = (how: 'end' | 'fail'): void => {
        const flight = flights[ended];
        if (!flight) return;
        ended++;
        if (how === 'end') return flight.end();
        flight.items.forEach((item) => failed.add(item));
        flight.fail(new Error('away'));
      };
      for (const happened of [...events, 'turn' as const]) {
        if (happened === 'add') ends.push(settled(gatherer.add(ends.length)));
        else if (happened === 'turn') await turn();
        else endOne(happened);
        expect(flights.length - ended).toBeLessThanOrEqual(maxInFlight);
      }
      while (ended < flights.length || gatherer.waiting > 0) {
        endOne('end');
        await turn();
      }
      await gatherer.drain();

      expect(flights.flatMap(({ items }) => items)).toEqual(numbers(ends.length));
      expect(flights.every(({ items }) => items.length >= 1 && items.length <= max)).toBe(true);
      for (const [item, end] of (await Promise.all(ends)).entries())
        expect(end).toMatchObject(failed.has(item) ? { status: 'rejected' } : { value: `stored ${item}` });
    }),
    { numRuns: 300 },
  );
});

async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [end] = await Promise.allSettled([promise]);
  return end;
}
