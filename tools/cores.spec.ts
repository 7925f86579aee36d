import { Cores } from './cores.ts';

/** Lets everything go on that can. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('cores go to whoever asked first, and nobody passes one who waits for more', async () => {
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

test('whoever wants all instead of its own gets them before what waits, and two of them one after the other', async () => {
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
