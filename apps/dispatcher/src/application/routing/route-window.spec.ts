import { jest } from '@jest/globals';
import { FIRST_WINDOW } from '../../domain/routing/window.ts';
import { RouteWindow } from './route-window.ts';

// Time passes when a test says so.
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

const windowOf = (limit: number, urgentShare = 0): RouteWindow =>
  new RouteWindow({ ...FIRST_WINDOW, limit }, urgentShare);

const PATIENT = { urgent: false, withinMs: 60_000 };
const URGENT = { urgent: true, withinMs: 60_000 };

/** The state of a promise at the end of this turn. */
async function soFar(promise: Promise<number>): Promise<number | 'waits'> {
  return Promise.race([promise, new Promise<'waits'>((resolve) => setImmediate(() => resolve('waits')))]);
}

test('slots are taken at once while there are any, never more than there are', () => {
  const window = windowOf(10);

  expect([
    window.tryTake(4, false),
    window.tryTake(4, false),
    window.tryTake(4, false),
    window.tryTake(4, false),
  ]).toEqual([4, 4, 2, 0]);
  expect(window.inUse).toBe(10);
});

test('a released slot goes to waiting callers, in the order in which they came', async () => {
  const window = windowOf(2);
  window.tryTake(2, false);
  const first = window.acquire(1, PATIENT);
  const second = window.acquire(1, PATIENT);

  window.release(1);

  expect([await soFar(first), await soFar(second)]).toEqual([1, 'waits']);
  window.release(1);
  expect(await second).toBe(1);
});

test('a later caller does not get a slot before those who wait', () => {
  const window = windowOf(100);
  window.tryTake(100, false);
  void window.acquire(100, { urgent: false, withinMs: 10 });

  window.release(10);

  expect(window.tryTake(1, false)).toBe(0);
});

test('a chunk gets all the slots it wants at once', async () => {
  const window = windowOf(100);
  window.tryTake(100, false);
  const chunk = window.acquire(80, PATIENT);

  // In one turn: a moment without another slot would be enough for half of the window.
  window.release(79);
  expect(window.inUse).toBe(21);
  window.release(1);
  expect(window.inUse).toBe(100);

  expect(await chunk).toBe(80);
});

test('when no more slots come back for a moment, half of the window is enough, but not less', async () => {
  const window = windowOf(100);
  window.tryTake(100, false);
  const chunk = window.acquire(80, PATIENT);
  const other = window.acquire(80, { urgent: false, withinMs: 50 });

  window.release(50);

  expect(await soFar(chunk)).toBe('waits');
  await pass(10);
  expect(await soFar(chunk)).toBe(50);
  window.release(49);
  await pass(39);
  expect(await soFar(other)).toBe('waits');
  await pass(1);
  expect(await soFar(other)).toBe(49);
});

test('after its patience a chunk takes the free slots, or none', async () => {
  const window = windowOf(100);
  window.tryTake(100, false);
  const one = window.acquire(80, { urgent: false, withinMs: 5 });
  window.release(3);

  await pass(5);
  expect(await soFar(one)).toBe(3);
  const other = window.acquire(80, { urgent: false, withinMs: 5 });
  await pass(5);
  expect(await soFar(other)).toBe(0);
  expect(window.inUse).toBe(100);
});

describe('a fifth is for urgent messages', () => {
  const full = (): RouteWindow => {
    const window = windowOf(10, 0.2);
    expect(window.tryTake(10, false)).toBe(8);
    return window;
  };

  test('others leave it free, urgent messages take it', () => {
    const window = full();

    expect(window.tryTake(1, false)).toBe(0);
    expect(window.tryTake(5, true)).toBe(2);
  });

  test('of a small window at least one is left free, unless it is the only one', () => {
    expect([1, 2, 4].map((limit) => windowOf(limit, 0.2).tryTake(4, false))).toEqual([1, 1, 3]);
  });

  test('urgent messages also take the slots that the others leave free', () => {
    expect(windowOf(10, 0.2).tryTake(10, true)).toBe(10);
  });

  test('urgent messages do not wait behind others', async () => {
    const window = full();
    const other = window.acquire(1, PATIENT);

    expect(window.tryTake(2, true)).toBe(2);
    const urgent = window.acquire(2, URGENT);
    window.release(2);

    expect([await soFar(urgent), await soFar(other)]).toEqual([2, 'waits']);
    window.release(8);
    expect(await other).toBe(1);
  });
});

describe('a route without an adapter', () => {
  test('gives no slot and lets no caller wait, until it has an adapter again', async () => {
    const window = windowOf(2);
    window.tryTake(2, false);
    const waiting = window.acquire(1, PATIENT);

    window.pause();
    window.release(2);

    expect(await waiting).toBe(0);
    expect([window.tryTake(1, true), await window.acquire(1, URGENT)]).toEqual([0, 0]);
    window.resume();
    expect(window.tryTake(2, false)).toBe(2);
  });
});

test('a closed window gives no slot any more, and counts slots that come back', async () => {
  const window = windowOf(3);
  window.tryTake(3, false);
  const waiting = window.acquire(1, PATIENT);

  window.close();
  window.release(3);

  expect([await waiting, window.tryTake(1, true), window.inUse]).toEqual([0, 0, 0]);
});

test('with any order of takes, releases and time-outs no slot is lost and none given twice', async () => {
  const window = windowOf(50, 0.2);
  let held = 0;
  let most = 0;
  const taker = async (seed: number): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) {
      const max = 1 + ((seed * 7 + turn * 3) % 30);
      const slots = await window.acquire(max, { urgent: seed % 5 === 0, withinMs: seed % 3 });
      expect(slots).toBeLessThanOrEqual(max);
      held += slots;
      most = Math.max(most, held);
      if (seed % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      held -= slots;
      window.release(slots);
    }
  };

  let isOver = false;
  const takers = Promise.all(Array.from({ length: 20 }, (_, seed) => taker(seed))).finally(() => (isOver = true));
  while (!isOver) await pass(1);
  await takers;

  expect(most).toBeLessThanOrEqual(50);
  expect([held, window.inUse]).toEqual([0, 0]);
});

test('a cap applies until it is lifted, and waiting callers are served then', async () => {
  const window = windowOf(100);
  window.capAt(1);
  expect(window.tryTake(50, true)).toBe(1);
  const waiting = window.acquire(20, PATIENT);

  window.capAt(Infinity);

  expect(await waiting).toBe(20);
});

test('a window that is fully used grows with quick answers, and shrinks when it is pushed back', () => {
  const window = windowOf(10);
  window.tryTake(10, false);

  window.learn({ what: 'answered', ms: 20, now: 1_000 });
  expect(window.size).toBe(11);

  window.learn({ what: 'pushed_back', ms: 20, now: 2_000 });
  expect(window.size).toBe(7);
});

describe('a window in which no slot comes back', () => {
  const STUCK = 600;

  test('sends waiting callers away, long before their time', async () => {
    const window = windowOf(10);
    window.tryTake(10, false);
    const waiting = window.acquire(5, PATIENT);

    await pass(STUCK);

    expect(await soFar(waiting)).toBe(0);
    expect(window.isStuck).toBe(true);
  });

  test('lets no caller wait any more, until a slot comes back', async () => {
    const window = windowOf(10);
    window.tryTake(10, false);
    await pass(STUCK);
    expect(await soFar(window.acquire(5, PATIENT))).toBe(0);

    window.release(1);

    expect(window.isStuck).toBe(false);
    expect(await window.acquire(1, PATIENT)).toBe(1);
  });

  test('is not stuck if its vendor is known to take long', async () => {
    const window = new RouteWindow({ ...FIRST_WINDOW, limit: 10, fastestMs: 20_000 }, 0);
    window.tryTake(10, false);
    const waiting = window.acquire(5, PATIENT);
    await pass(STUCK);

    expect(await soFar(waiting)).toBe('waits');
    expect(window.isStuck).toBe(false);
    window.close();
    expect(await waiting).toBe(0);
  });

  test('is not stuck if slots come back now and then: callers go on waiting', async () => {
    const window = windowOf(10);
    window.tryTake(10, false);
    const waiting = window.acquire(10, PATIENT);
    for (let n = 0; n < 12; n++) {
      await pass(STUCK / 6);
      window.release(1);
      window.tryTake(1, true);
    }

    expect(await soFar(waiting)).toBe('waits');
    window.close();
    expect(await waiting).toBe(0);
  });

  test('is not stuck if it is empty', async () => {
    const window = windowOf(10);
    expect(window.isStuck).toBe(false);

    // A route at the beginning of its ramp gives this process no slot at all.
    window.capAt(0);

    expect(window.isStuck).toBe(false);
  });
});
