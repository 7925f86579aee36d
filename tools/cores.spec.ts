import { Cores } from './cores.ts';

/** Lets all work continue that can. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('cores are given in the order of requests, also if a later request needs fewer', async () => {
  const cores = new Cores(2);
  const order: string[] = [];
  const take = (name: string, count: number): void => void cores.take(count).then(() => order.push(name));

  take('one', 1);
  take('both', 2);
  take('other', 1);
  await settled();
  expect(order).toEqual(['one']);

  cores.give(1);
  await settled();
  expect(order).toEqual(['one', 'both']);

  cores.give(2);
  await settled();
  expect(order).toEqual(['one', 'both', 'other']);
});

test('a request for all cores instead of its own gets them before waiting work, and two such requests one after the other', async () => {
  const cores = new Cores(2);
  const order: string[] = [];
  await cores.take(1);
  await cores.take(1);
  void cores.take(1).then(() => order.push('next'));
  let end: () => void = () => {};
  const works = ['one', 'other'].map((name) =>
    cores.insteadOf(1, async () => {
      order.push(name);
      await new Promise<void>((resolve) => (end = resolve));
    }),
  );

  await settled();
  expect(order).toEqual(['one']);
  end();
  await settled();
  expect(order).toEqual(['one', 'other']);
  end();
  await Promise.all(works);
  expect(order).toEqual(['one', 'other']);
  cores.give(1);
  await settled();
  expect(order).toEqual(['one', 'other', 'next']);
});
