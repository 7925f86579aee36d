import { setImmediate as turn } from 'node:timers/promises';
import { sleep } from '#libs/kernel';
import { inFakeTime } from '../../../../../libs/kernel/testing/index.ts';
import { UrgentFirstScheduler, type Work } from './urgent-first-scheduler.ts';

const SIZE = { usual: 200, small: 50 };
const STORE: Work = { urgent: false, what: 'store' };
const SEND: Work = { urgent: false, what: 'send' };
const URGENT: Work = { urgent: true, what: 'send' };

function claimed(): UrgentFirstScheduler {
  const urgentFirst = new UrgentFirstScheduler();
  urgentFirst.claim();
  return urgentFirst;
}

/** Work that ends when the test says so. */
function held(begun: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const work = (): Promise<void> => {
    begun.push(name);
    return promise;
  };
  return { work, resolve, reject };
}

test('without an urgent message no work waits, and none is divided', async () => {
  const urgentFirst = new UrgentFirstScheduler();
  const begun: string[] = [];

  void urgentFirst.inTurn(STORE, held(begun, 'one').work);
  void urgentFirst.inTurn(STORE, held(begun, 'two').work);

  expect(begun).toEqual(['one', 'two']);
  expect(urgentFirst.pieceOf(false, SIZE)).toBe(200);
});

test('after one, other work runs one at a time in small pieces, and urgent work at once and whole', async () => {
  const urgentFirst = claimed();
  const begun: string[] = [];

  void urgentFirst.inTurn(STORE, held(begun, 'one').work);
  void urgentFirst.inTurn(STORE, held(begun, 'two').work);
  void urgentFirst.inTurn(URGENT, held(begun, 'code').work);
  await turn();

  expect(begun).toEqual(['one', 'code']);
  expect([urgentFirst.pieceOf(false, SIZE), urgentFirst.pieceOf(true, SIZE)]).toEqual([50, 200]);
});

test('sends and inserts take turns', async () => {
  const urgentFirst = claimed();
  const done: string[] = [];
  const add = (work: Work, name: string): Promise<void> => urgentFirst.inTurn(work, async () => void done.push(name));

  await Promise.all([
    add(STORE, 'store 1'),
    add(STORE, 'store 2'),
    add(STORE, 'store 3'),
    add(SEND, 'send 1'),
    add(SEND, 'send 2'),
    add(SEND, 'send 3'),
  ]);

  expect(done).toEqual(['store 1', 'send 1', 'store 2', 'send 2', 'store 3', 'send 3']);
});

test.each([
  [40, 40],
  [250, 100],
])(
  'after a piece of %s ms there is a pause of %s ms: as long as the piece took, up to a tenth of a second',
  (tookMs, restMs) =>
    inFakeTime(async (pass) => {
      const urgentFirst = claimed();
      const begun: string[] = [];
      void urgentFirst.inTurn(STORE, () => sleep(tookMs));
      void urgentFirst.inTurn(STORE, held(begun, 'next').work);

      await pass(tookMs + restMs - 1);
      expect(begun).toEqual([]);
      await pass(1);
      expect(begun).toEqual(['next']);
    })(),
);

test(
  'after a failed piece the next one runs',
  inFakeTime(async (pass) => {
    const urgentFirst = claimed();
    const begun: string[] = [];
    const store = (name: string) => urgentFirst.inTurn(STORE, async () => void begun.push(name));

    await expect(urgentFirst.inTurn(STORE, () => Promise.reject(new Error('the database refuses')))).rejects.toThrow();
    void store('next');
    await pass(0);
    expect(begun).toEqual(['next']);
    await pass(100);
    void store('later');
    expect(begun).toEqual(['next', 'later']);
  }),
);
