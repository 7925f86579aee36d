import { unavailable } from '#libs/kernel';
import { bisectOnFailure } from './bisect-on-failure.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** Work that fails for some numbers; returns what happened to each. */
async function run(count: number, spoils: (item: number) => boolean) {
  const done: number[] = [];
  const poison: number[] = [];
  let calls = 0;
  const work = async (items: readonly number[]): Promise<void> => {
    calls++;
    if (items.some(spoils)) throw new TypeError('unreadable');
    done.push(...items);
  };
  await bisectOnFailure(numbers(count), work, (item) => void poison.push(item));
  return { done, poison, calls };
}

test('work without a failing item is done in one piece', async () => {
  expect(await run(100, () => false)).toEqual({ done: numbers(100), poison: [], calls: 1 });
});

test('without items no work is done', async () => {
  expect(await run(0, () => true)).toEqual({ done: [], poison: [], calls: 0 });
});

test.each([0, 37, 99])('item %d of a hundred fails alone', async (bad) => {
  const { done, poison, calls } = await run(100, (item) => item === bad);

  expect(poison).toEqual([bad]);
  expect(done).toEqual(numbers(100).filter((item) => item !== bad));
  expect(calls).toBeLessThanOrEqual(15);
});

test('an outage is not caused by an item: it is thrown at once', async () => {
  let calls = 0;
  const outage = unavailable('The database');
  const work = async (): Promise<void> => {
    calls++;
    throw outage;
  };

  await expect(bisectOnFailure(numbers(10), work, fail)).rejects.toBe(outage);

  expect(calls).toBe(1);
});

function fail(): void {
  throw new Error('nobody poison it');
}
