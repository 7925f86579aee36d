import { TurnBatches } from './turn-batches.ts';

async function all<Value>(batches: TurnBatches<Value>): Promise<Value[][]> {
  const emissions: Value[][] = [];
  for await (const emission of batches) emissions.push(emission);
  return emissions;
}

test('what becomes known in one turn goes out together, and the rest when it comes', async () => {
  const batches = new TurnBatches<number>(4);
  batches.add(1);
  batches.add(2);
  setTimeout(() => {
    batches.add(3);
    queueMicrotask(() => batches.add(4));
  }, 5);

  expect(await all(batches)).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('nothing expected ends at once', async () => {
  expect(await all(new TurnBatches(0))).toEqual([]);
});

test('a slow reader loses nothing', async () => {
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
