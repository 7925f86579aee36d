import { inFakeTime } from '../../kernel/testing/index.ts';
import { TurnBatches } from './turn-batches.ts';

async function all<Value>(batches: TurnBatches<Value>): Promise<Value[][]> {
  const emissions: Value[][] = [];
  for await (const emission of batches) emissions.push(emission);
  return emissions;
}

test(
  'values of one turn are sent together, and the rest when they come',
  inFakeTime(async (pass) => {
    const batches = new TurnBatches<number>(4);
    batches.add(1);
    batches.add(2);
    const emissions = all(batches);
    await pass(5);
    batches.add(3);
    queueMicrotask(() => batches.add(4));

    expect(await emissions).toEqual([
      [1, 2],
      [3, 4],
    ]);
  }),
);

test('it ends at once if no value is expected', async () => {
  expect(await all(new TurnBatches(0))).toEqual([]);
});

test('a slow reader loses no value', async () => {
  const batches = new TurnBatches<number>(3);
  const reading = batches[Symbol.asyncIterator]();
  batches.add(1);
  expect((await reading.next()).value).toEqual([1]);

  batches.add(2);
  await new Promise(setImmediate);
  batches.add(3);
  await new Promise(setImmediate);

  expect((await reading.next()).value).toEqual([2, 3]);
  expect((await reading.next()).done).toBe(true);
});
