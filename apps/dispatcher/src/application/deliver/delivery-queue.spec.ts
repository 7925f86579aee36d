// The adapters and the ledger are functions here: the specs check which slot is released when.
import type { ItemOutcome } from '#libs/contracts';
import { inFakeTime } from '../../../../../libs/kernel/testing/index.ts';
import { newFlight, newRoute } from '../../../test/builders/ledger-documents.ts';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { FIRST_WINDOW } from '../../domain/routing/window.ts';
import { NoAdapter, type Vendors } from './ports.ts';
import { RouteWindow } from '../routing/route-window.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { Settlement } from '../ledger/settle-batch.ts';

const route = newRoute();
const watch = { began: () => undefined, slow: () => undefined, slowAfterMs: () => undefined, ended: () => undefined };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const flight = (): InFlightAttempt => newFlight({ route });
const accepted = ({ id, fence }: { id: string; fence: number }): ItemOutcome => ({ id, fence, outcome: 'accepted' });

/** How often a route was reported to have an adapter again. */
let back = 0;

function senderOf(deliver: Vendors['deliver'], settle: (settlement: Settlement) => Promise<void>) {
  const window = new RouteWindow({ ...FIRST_WINDOW, limit: 2_000 }, 0);
  const vendors: Vendors = { deliver, lookUp: async () => [], check: async () => ({ ok: true }) };
  const askAgainMs = { first: 1, most: 2 };
  const served = (): void => void back++;
  const sender = new DeliveryQueue({ vendors, windowOf: () => window, settle, log: quiet, watch, askAgainMs, served });
  const send = (count: number): InFlightAttempt[] => {
    const flights = Array.from({ length: window.tryTake(count, false) }, flight);
    sender.send(flights);
    return flights;
  };
  return { sender, window, send };
}

test('every slot is released once, whatever the adapter answers', async () => {
  const settled: Settlement[] = [];
  const { sender, window, send } = senderOf(
    async function* (_, items) {
      const [first, second] = items;
      yield [
        accepted(first!),
        accepted(first!),
        { ...accepted(second!), fence: 9 },
        accepted({ id: 'nobody', fence: 1 }),
      ];
      yield [accepted(first!)];
    },
    async (settlement) => void settled.push(settlement),
  );
  const [first] = send(250);

  await sender.drain();

  expect(window.inUse).toBe(0);
  expect(settled.filter(({ flight: { key } }) => key === first!.key)).toHaveLength(1);
  expect(settled).toHaveLength(3);
});

test('an adapter that breaks off releases the slots, and no outcome is invented', async () => {
  const settled: Settlement[] = [];
  const { sender, window, send } = senderOf(
    async function* (_, items) {
      yield [accepted(items[0]!)];
      throw new Error('broken off');
    },
    async (settlement) => void settled.push(settlement),
  );
  send(10);

  await sender.drain();

  expect([settled.length, window.inUse]).toEqual([1, 0]);
});

test('an outcome that cannot be written is the only one lost', async () => {
  const { sender, window, send } = senderOf(
    async function* (_, items) {
      yield items.map(accepted);
    },
    () => Promise.reject(new Error('the database refuses it')),
  );
  send(10);

  await sender.drain();

  expect(window.inUse).toBe(0);
});

test('while too many outcomes wait to be written, no slot becomes free', async () => {
  let write = (): void => undefined;
  const written = new Promise<void>((resolve) => (write = resolve));
  const { sender, window, send } = senderOf(
    async function* (_, items) {
      yield items.map(accepted);
    },
    () => written,
  );
  send(1_500);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));

  expect(window.inUse).toBe(500);

  write();
  await sender.drain();
  expect(window.inUse).toBe(0);
});

test(
  'without an adapter each message learns it, and nothing is granted until there is one',
  inFakeTime(async (pass) => {
    const settled: Settlement[] = [];
    let served = false;
    let asked = 0;
    const { sender, window, send } = senderOf(
      async function* (_, items) {
        if (items.length === 0) asked++;
        if (!served) throw new NoAdapter();
        yield items.map(accepted);
      },
      async (settlement) => void settled.push(settlement),
    );
    send(3);
    while (asked < 3) await pass(1);

    expect(settled.map(({ outcome }) => [outcome.outcome, outcome.fault])).toEqual(
      Array(3).fill(['vendor_fault', 'no_adapter']),
    );
    expect([window.paused, window.inUse, window.tryTake(1, true)]).toEqual([true, 0, 0]);

    served = true;
    while (window.paused) await pass(1);
    expect(send(2)).toHaveLength(2);
    await sender.drain();
    expect(settled.at(-1)!.outcome.outcome).toBe('accepted');
  }),
);
