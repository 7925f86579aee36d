import { setImmediate as turn } from 'node:timers/promises';
import { OutcomeBatcher } from './outcome-batcher.ts';

/** Whether it has resolved by the next turn of the loop. */
async function isOpen(gate: Promise<void>): Promise<boolean> {
  let open = false;
  void gate.then(() => (open = true));
  await turn();
  return open;
}

test('a single outcome does not wait', async () => {
  expect(await isOpen(new OutcomeBatcher(1, 60_000).join())).toBe(true);
});

test('outcomes wait for the last of their delivery and are then written together', async () => {
  const burst = new OutcomeBatcher(3, 60_000);
  const [one, two] = [burst.join(), burst.join()];
  expect(await isOpen(one)).toBe(false);

  const last = burst.join();

  expect(await isOpen(last)).toBe(true);
  expect(await isOpen(one)).toBe(true);
  expect(await isOpen(two)).toBe(true);
});

test('a late outcome delays the others only for a moment, and those after it form a batch of their own', async () => {
  const burst = new OutcomeBatcher(3, 1);
  await burst.join();

  const second = burst.join();
  const third = burst.join();

  expect(await isOpen(Promise.all([second, third]).then(() => undefined))).toBe(true);
});
