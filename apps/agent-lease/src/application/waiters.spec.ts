import { inFakeTime } from '../../../../libs/kernel/testing/index.ts';
import { Waiters, type Hint } from './waiters.ts';

const waiting = (waiters: Waiters, agent: string, ms = 1_000, ...signals: AbortSignal[]) => {
  const waiter = waiters.open(agent, ['pool']);
  const woken = waiter.wait(ms, ...signals);
  return { waiter, woken };
};

test('a hint wakes as many as there are messages, the longest waiting first', async () => {
  const waiters = new Waiters();
  const [a, b, c] = ['a', 'b', 'c'].map((agent) => waiting(waiters, agent));

  waiters.hint('pool', 2);

  expect(await Promise.all([a!.woken, b!.woken])).toMatchObject([{ route: 'pool' }, { route: 'pool' }]);
  expect(waiters.held).toBe(1);
  waiters.hint('another', 5);
  expect(waiters.held).toBe(1);
  waiters.hint('pool', 1);
  await c!.woken;
  expect(waiters.held).toBe(0);
});

test('a hint that comes while a phone asks is not missed', async () => {
  const waiters = new Waiters();
  const waiter = waiters.open('a', ['pool']);
  waiters.hint('pool', 1);

  expect(await waiter.wait(60_000)).toMatchObject({ route: 'pool' });
});

test('a hint is passed on to each phone once', async () => {
  const waiters = new Waiters();
  const [a, b] = ['a', 'b'].map((agent) => waiting(waiters, agent));
  waiters.hint('pool', 1);
  const hint = (await a!.woken) as Hint;
  const again = a!.waiter.wait(1_000);

  waiters.passOn(hint);
  expect(await b!.woken).toBe(hint);
  waiters.passOn(hint);

  expect(waiters.held).toBe(1);
  waiters.hint('pool', 1);
  await again;
});

test(
  'a wait ends in time, or as soon as nobody waits for it any more',
  inFakeTime(async (pass) => {
    const waiters = new Waiters();
    const gone = new AbortController();
    const [timed, left] = [waiting(waiters, 'a', 500), waiting(waiters, 'b', 500, gone.signal)];

    gone.abort();
    expect(await left.woken).toBeUndefined();
    expect(waiters.held).toBe(1);
    await pass(500);
    expect(await timed.woken).toBeUndefined();
    expect(waiters.held).toBe(0);
  }),
);
