// Real: dispatchers, nats-server, mongod, opossum. Scripted: the vendor's adapter, on the real bus, with two accounts.
import type { DeliverItem, ItemOutcome } from '#libs/contracts';
import { clock, timesScaledBy } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import type { RouteChangeDocument } from '../../src/outbound/mongo/collections.ts';
import {
  acceptAll,
  accepted,
  answering,
  runDispatcher,
  type RunningDispatcher,
} from '../builders/running-dispatcher.ts';

const SCALE = 12;
const times = timesScaledBy(SCALE);
const DOWN = { outcome: 'vendor_fault', fault: 'down' } as const;

let running: RunningDispatcher;
let first: string;
let second: string;
const start = async (timeScale: number): Promise<void> => {
  running = await runDispatcher({ timeScale });
  first = running.route;
  second = await running.addRoute({ key: 'second' });
};
/** At the usual scale an answer that a busy machine delays for 400 ms counts as a failure of the route. */
const startSlower = async (timeScale: number): Promise<void> => {
  await running.close();
  await start(timeScale);
};
beforeEach(() => start(SCALE), 60_000);
afterEach(() => running?.close(), 30_000);

type Script = (items: readonly DeliverItem[]) => AsyncIterable<ItemOutcome[]>;
/** The first route answers by the script, the second one accepts. */
const firstRoute = (script: Script): void => {
  running.vendor.deliver = (items, account) => (account === first ? script : acceptAll)(items);
};
const singles = async (count: number, over = {}): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push((await running.submit([over])).request_id);
  return ids;
};
const allAre = (status: string): Promise<unknown> =>
  until(`all are ${status}`, async () => (await running.messages()).every((it) => it.status === status));
const changes = (): Promise<RouteChangeDocument[]> =>
  running.db.collection<RouteChangeDocument>('route_changes').find({ what: 'breaker' }).sort({ _id: 1 }).toArray();
/** Read from the history: at this scale a state may be over before it is read. */
const moved = (to: string): Promise<unknown> =>
  until(`it is ${to}`, async () => (await changes()).some((it) => it.route === first && it.to === to), {
    everyMs: 5,
    withinMs: 60_000,
  });
const opens = (): Promise<unknown> => moved('open');

test('a route that fails opens after ten attempts; every message arrives by the next route', async () => {
  firstRoute(answering(DOWN));

  await singles(60);

  await allAre('SENT');
  expect(running.sentOn(first).length).toBeGreaterThanOrEqual(10);
  expect(running.sentOn(first).length).toBeLessThan(25);
  expect(running.sentOn(second)).toHaveLength(60);
  expect((await changes())[0]).toMatchObject({ from: 'closed', to: 'open', reason: 'failures', by: 'postrider' });
});

test('volumeThreshold: a single failure does not open a route', async () => {
  firstRoute(answering(DOWN));

  await singles(9);

  await allAre('SENT');
  expect((await running.routeState(first)).breaker).toBe('closed');
});

test('errorFilter: bad numbers, throttling and messages that do not fit leave a route closed', async () => {
  const kinds = [
    { outcome: 'rejected' },
    { outcome: 'throttled' },
    { outcome: 'vendor_fault', fault: 'request' },
  ] as const;
  let n = 0;
  firstRoute((items) => answering(kinds[n++ % kinds.length]!)(items));

  await singles(40);

  await until('nothing is in the air', async () => (await running.messages()).every((it) => it.status !== 'SENDING'));
  expect((await running.routeState(first)).breaker).toBe('closed');
});

test('misconfigured: an account that is refused is paused at once, with an alarm, and probed again later', async () => {
  firstRoute(answering({ outcome: 'vendor_fault', fault: 'misconfigured' }));

  await singles(1);
  await opens();
  await singles(20);

  await allAre('SENT');
  expect(running.sentOn(first).length).toBeLessThanOrEqual(2);
  const { reason, open_until } = await running.routeState(first);
  expect(reason).toBe('misconfigured');
  expect(open_until!.getTime() - clock.now()).toBeGreaterThan(300_000 / SCALE / 2);
});

test('timeout: an attempt that takes too long counts, is not repeated by the breaker, and keeps its slot', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  firstRoute(async function* (items) {
    await Promise.race([held, new Promise((resolve) => setTimeout(resolve, times.vendorHttpMs))]);
    yield items.map(({ id, fence }) => ({ id, fence, outcome: 'unknown' as const }));
  });
  running.vendor.check = async () => ({ ok: false });
  await singles(12);

  await opens();
  const late = await singles(5);

  await until('the late ones are SENT', async () => {
    const all = await running.messages();
    return late.every((id) => all.some(({ _id, status }) => _id.includes(id) && status === 'SENT'));
  });
  release();
  const twice = running.vendor.delivered.filter(({ fence }) => fence > 1);
  expect(twice).toEqual([]);
});

test('capacity: a full window does not open the route, and no more than the window is in the air', async () => {
  await startSlower(2);
  let inAir = 0;
  let most = 0;
  running.vendor.deliver = async function* (items) {
    most = Math.max(most, (inAir += items.length));
    await new Promise((resolve) => setTimeout(resolve, 40));
    inAir -= items.length;
    yield items.map(accepted);
  };

  await running.submit(Array.from({ length: 600 }, () => ({})));

  await until(
    'all are SENT',
    async () => (await running.messages()).filter((it) => it.status === 'SENT').length === 600,
  );
  expect((await running.routeState(first)).breaker).toBe('closed');
  expect(most).toBeLessThanOrEqual(500);
});

test('half-open: one replica probes the vendor, one message is sent first, then more and more', async () => {
  await startSlower(4);
  await running.another();
  firstRoute(answering(DOWN));
  await singles(30);
  await opens();
  firstRoute(acceptAll);
  const before = running.sentOn(first).length;

  await moved('ramp');
  await singles(10);
  await moved('closed');

  expect(running.vendor.checked.filter((id) => id === first)).toHaveLength(1);
  await singles(10);
  await until('the route is used again', () => running.sentOn(first).length > before + 5);
  expect((await changes()).slice(0, 3).map(({ to, reason }) => [to, reason])).toEqual([
    ['open', 'failures'],
    ['ramp', 'probe_passed'],
    ['closed', 'recovered'],
  ]);
}, 120_000);

test('hung probe: if the vendor does not answer the probe, the route stays open, longer each time', async () => {
  running.vendor.check = async () => ({ ok: false });
  firstRoute(answering(DOWN));
  await singles(20);
  await opens();

  await until('it was asked twice', () => running.vendor.checked.length >= 2);

  const waits = (await changes()).map(({ reason }) => reason);
  expect(waits.slice(0, 2)).toEqual(['failures', 'probe_failed']);
  expect((await running.routeState(first)).openings).toBeGreaterThanOrEqual(2);
});

test('a vendor that answers probes but refuses messages opens again at the first message of its ramp', async () => {
  firstRoute(answering(DOWN));
  await singles(20);
  await opens();
  await allAre('SENT');
  const before = running.sentOn(first).length;

  await until('it was let in and failed', async () => {
    await singles(1);
    return (await changes()).some(({ reason }) => reason === 'ramp_failed');
  });

  expect(running.sentOn(first).length - before).toBeLessThanOrEqual(4);
  await allAre('SENT');
});

describe('state per process', () => {
  test('a dispatcher without failures of its own makes fewer than five calls to a dead route', async () => {
    running.vendor.check = async () => ({ ok: false });
    firstRoute(answering(DOWN));
    await singles(30);
    await opens();
    await allAre('SENT');
    const before = running.sentOn(first).length;

    const other = await running.another();
    await running.first.close();
    running.bus = other.bus;
    await singles(50);

    await allAre('SENT');
    expect(running.sentOn(first).length - before).toBeLessThan(5);
  });
});

test('all routes open: nothing is tried, no message is given up, and all are sent once the routes are back', async () => {
  running.vendor.deliver = answering(DOWN);
  running.vendor.check = async () => ({ ok: false });
  await singles(40, { category: 'alert' });
  await opens();
  await until('both are open', async () => (await changes()).some((it) => it.route === second && it.to === 'open'));
  const waiting = await singles(10, { category: 'alert' });
  const tried = running.vendor.delivered.filter(({ id }) => waiting.some((request) => id.includes(request)));
  expect(tried).toEqual([]);

  running.vendor.deliver = acceptAll;
  running.vendor.check = async () => ({ ok: true });

  await until('those that waited are SENT', async () => {
    const all = await running.messages();
    return waiting.every((id) => all.some(({ _id, status }) => _id.includes(id) && status === 'SENT'));
  });
});
