// Real: a dispatcher, nats-server, mongod, opossum. Scripted: the vendor's adapter, on the real bus, with two accounts.
import { type MessageDocument, dispatcherContracts } from '#libs/contracts';
import { clock, timesScaledBy } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { restMs } from '../../src/domain/routing/breaker.ts';
import type { RouteChangeDocument } from '../../src/outbound/mongo/collections.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const SCALE = 12;
const LONGEST_FIRST_REST_MS = restMs(1, (below) => below - 1, SCALE);
const DOWN = answering({ outcome: 'vendor_fault', fault: 'down' });

let running: RunningDispatcher;
let first: string;
let second: string;
/** Accounts whose vendor accepts no message and answers no check. */
const dead = new Set<string>();
beforeEach(async () => {
  dead.clear();
  running = await runDispatcher({ timeScale: SCALE });
  first = running.route;
  second = await running.addRoute({ key: 'second' });
  running.vendor.deliver = (items, account) => (dead.has(account) ? DOWN : acceptAll)(items);
  running.vendor.check = async (account) => ({ ok: !dead.has(account) });
}, 60_000);
afterEach(() => running?.close(), 30_000);

const messages = () => running.db.collection<MessageDocument>('sms_messages');
const isSent = async (request: string): Promise<boolean> =>
  (await messages().countDocuments({ _id: { $regex: request } as never, status: 'SENT' })) > 0;
const waits = (request: string) => messages().findOne({ _id: { $regex: request } as never, 'waits_for.routes': first });
const openings = (route: string): Promise<RouteChangeDocument[]> =>
  running.db
    .collection<RouteChangeDocument>('route_changes')
    .find({ what: 'breaker', route, to: 'open' })
    .sort({ _id: 1 })
    .toArray();
const send = async (over = {}): Promise<string> => (await running.submit([{ category: 'alert', ...over }])).request_id;
/** Opens it by failures, and waits until it has failed so many probes that its rest has grown. */
async function openFor(route: string, times: number): Promise<void> {
  dead.add(route);
  await until(`${route} has opened`, async () => {
    await send({ route });
    return (await openings(route)).length > 0;
  });
  await until(`${route} has opened ${times} times`, async () => (await openings(route)).length >= times, {
    withinMs: 60_000,
  });
}
const switchOff = (id: string) =>
  running.bus.call(dispatcherContracts.routes.change, {
    tenant: running.tenant,
    id,
    by: 'user:1',
    change: { enabled: false },
  });

test('a single route that was dead for long takes the first code within about a first rest after it is back', async () => {
  await switchOff(second);
  await openFor(first, 5);
  const code = await send({ category: 'otp' });

  dead.clear();

  await until('the code is SENT', () => isSent(code), { withinMs: 2.5 * LONGEST_FIRST_REST_MS });
  const asked = (await openings(first)).map(({ at }) => at.getTime());
  const rests = asked.slice(1).map((at, n) => at - asked[n]!);
  // A dead vendor is probed once in a first rest, and not more often.
  expect(Math.min(...rests)).toBeGreaterThanOrEqual(restMs(1, () => 0, SCALE));
}, 120_000);

test('if both routes are open, the first that is back is found within about a first rest', async () => {
  await openFor(second, 1);
  await openFor(first, 4);
  const code = await send({ category: 'otp' });

  dead.delete(second);

  await until('the code is SENT', () => isSent(code), { withinMs: 2.5 * LONGEST_FIRST_REST_MS });
  expect(running.sentOn(second).some(({ id }) => id.includes(code))).toBe(true);
}, 120_000);

test('a route whose messages have another route rests twice as long each time, until a message has none', async () => {
  dead.add(first);
  await until('it has opened', async () => {
    await send();
    return (await openings(first)).length > 0;
  });
  await until('it was asked in vain', async () => (await openings(first)).length >= 4, { withinMs: 60_000 });
  const asked = (await openings(first)).map(({ at }) => at.getTime());
  expect(asked[2]! - asked[1]!).toBeGreaterThanOrEqual(restMs(2, () => 0, SCALE));
  expect(asked[3]! - asked[2]!).toBeGreaterThanOrEqual(restMs(3, () => 0, SCALE));
  dead.clear();

  const code = await send({ category: 'otp', route: first });

  await until('the code is SENT', () => isSent(code), { withinMs: 2.5 * LONGEST_FIRST_REST_MS });
}, 120_000);

test('codes that have waited long are sent as soon as their route is back, not when their own wait is over', async () => {
  await switchOff(second);
  await openFor(first, 2);
  const [code, advert] = [await send({ category: 'otp' }), await send({ category: 'marketing' })];
  await until('both wait for it', async () => (await Promise.all([code, advert].map(waits))).every(Boolean));
  const inAnHour = new Date(Date.now() + 3_600_000);
  await messages().updateMany({ status: 'PENDING' }, { $set: { wake_at: inAnHour } });

  dead.clear();

  await until('the code is SENT', () => isSent(code), { withinMs: 3 * LONGEST_FIRST_REST_MS });
  expect(await isSent(advert)).toBe(false);
}, 120_000);

test('a message whose only account is refused is looked at as often as other waiting messages', async () => {
  await switchOff(second);
  running.vendor.check = async () => ({ ok: false, fault: 'misconfigured' });
  running.vendor.deliver = answering({ outcome: 'vendor_fault', fault: 'misconfigured' });

  const request = await send({ category: 'general' });

  const message = await until('it waits', () => messages().findOne({ status: 'PENDING', fence: 1 }));
  expect(message._id).toContain(request);
  expect(message.wake_at!.getTime()).toBeLessThanOrEqual(clock.now() + timesScaledBy(SCALE).graceMs);
  expect(message.waits_for).toEqual({ reason: 'breaker_open', routes: [first, second] });
}, 120_000);
