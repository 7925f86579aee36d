// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts, type Environment } from '#libs/contracts';
import type { PostriderError } from '#libs/kernel';
import type { SenderDocument } from '../../src/outbound/mongo/collections.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const STRANGER = 'zzzzzzzz';
const NUMBER = '+15005550006';
const by = 'user:u';
const { senders } = dispatcherContracts;
let running: RunningDispatcher;
let live: string;
let first: string;
let second: string;
beforeAll(async () => {
  running = await runDispatcher();
  first = running.route;
  second = await running.addRoute();
  live = await running.addRoute({ key: 'live', callback_key: 'live', environment: 'live' });
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(async () => {
  for (const name of ['senders', 'sender_changes']) await running.db.collection(name).deleteMany({});
});

const save = (routes: string[], value = NUMBER, over: { by?: string } = { by }) =>
  running.bus.call(senders.save, { tenant: running.tenant, sender: { value, routes }, ...over });
const remove = (value = NUMBER) => running.bus.call(senders.delete, { tenant: running.tenant, value, by });
const query = (over: object = {}) => ({ tenant: running.tenant, value: NUMBER, limit: 100, ...over });
const history = async (over: { environment?: Environment; limit?: number; before?: number; value?: string } = {}) =>
  (await running.bus.call(senders.history, query(over))).changes;
const versions = async (over = {}) => (await history(over)).map(({ version }) => version);
const refusal = async (call: Promise<unknown>): Promise<PostriderError> => {
  const [end] = await Promise.allSettled([call]);
  if (end.status === 'rejected') return end.reason as PostriderError;
  throw new Error('It was not refused.');
};
const stored = () => running.db.collection<SenderDocument>('senders');
const rows = () => running.db.collection('sender_changes');

test('the history lists who saved or deleted a sender, with which routes and when, newest first, also after a deletion', async () => {
  await save([first], NUMBER, { by: 'user:first' });
  await save([first, second]);
  await remove();

  expect(await history()).toEqual([
    { version: 3, at: expect.any(String), what: 'deleted', from: [first, second], to: [], by },
    { version: 2, at: expect.any(String), what: 'saved', from: [first], to: [first, second], by },
    { version: 1, at: expect.any(String), what: 'saved', from: [], to: [first], by: 'user:first' },
  ]);
  expect((await running.bus.call(senders.list, { tenant: running.tenant })).senders).toEqual([]);
  expect((await refusal(remove())).code).toBe('not_found');
  const [{ at } = { at: '' }] = await history();
  expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(30_000);
});

test('one that is made again after it was deleted goes on with its history', async () => {
  await save([first]);
  await remove();
  await save([second]);

  expect(await history()).toMatchObject([
    { version: 3, from: [], to: [second] },
    { version: 2, what: 'deleted' },
    { version: 1 },
  ]);
});

test('saving a sender unchanged makes no new version, in any order of its routes', async () => {
  await save([first, second]);
  const again = await save([second, first]);

  expect(again).toEqual({ value: NUMBER, routes: [second, first] });
  expect(await versions()).toEqual([1]);
});

test('it is read page by page', async () => {
  for (const routes of [[first], [second], [first], [second]]) await save(routes);

  expect(await versions({ limit: 2 })).toEqual([4, 3]);
  expect(await versions({ limit: 2, before: 3 })).toEqual([2, 1]);
  expect(await versions({ limit: 2, before: 1 })).toEqual([]);
});

test('one that never was is not found, and neither is that of another tenant', async () => {
  await save([first]);

  expect((await refusal(running.bus.call(senders.history, query({ value: '+15005550007' })))).code).toBe('not_found');
  expect((await refusal(running.bus.call(senders.history, query({ tenant: STRANGER })))).code).toBe('not_found');
  // Not of a sender whose name this one begins with, either.
  expect((await refusal(running.bus.call(senders.history, query({ value: '+1500555000' })))).code).toBe('not_found');
});

test('each environment is told what changed of its own routes, and nothing of the others', async () => {
  await save([live]);
  expect((await refusal(running.bus.call(senders.history, query({ environment: 'test' })))).code).toBe('not_found');
  await save([live, first]);
  await save([first]);
  await save([live]);
  await remove();

  expect(await history({ environment: 'test' })).toMatchObject([
    { version: 4, what: 'deleted', from: [first], to: [] },
    { version: 2, what: 'saved', from: [], to: [first] },
  ]);
  expect(await history({ environment: 'test', limit: 1, before: 4 })).toMatchObject([{ version: 2 }]);
  expect(await history({ environment: 'test', before: 2 })).toEqual([]);
  expect(await history({ environment: 'live' })).toMatchObject([
    { version: 5, what: 'deleted', from: [live], to: [] },
    { version: 4, what: 'saved', from: [], to: [live] },
    { version: 3, what: 'deleted', from: [live], to: [] },
    { version: 1, what: 'saved', from: [], to: [live] },
  ]);
  expect(await versions()).toEqual([5, 4, 3, 2, 1]);
});

test('of many who save and delete it at once, each that was told so is in the history, one after the other', async () => {
  await save([first]);
  const routes = Array.from({ length: 12 }, (_, at) => (at % 2 ? [first] : [first, second]));
  const other = await running.another();
  const saved = routes.map((to, at) =>
    [running.bus, other.bus][at % 2]!.call(senders.save, {
      tenant: running.tenant,
      sender: { value: NUMBER, routes: to },
      by: `user:${at}`,
    }),
  );
  const ends = await Promise.allSettled([...saved, remove(), remove()]);

  const told = ends.filter(({ status }) => status === 'fulfilled').length;
  expect(told).toBeGreaterThan(0);
  const changes = await history();
  expect(changes.map(({ version }) => version)).toEqual(changes.map((_, at) => changes.length - at));
  for (const [at, { from }] of changes.entries()) expect(from).toEqual(changes[at + 1]?.to ?? []);
  expect((await stored().findOne({}))!.routes).toEqual(changes[0]!.to);
  const deleted = ends.slice(saved.length).filter(({ status }) => status === 'fulfilled').length;
  expect(changes.filter(({ what }) => what === 'deleted')).toHaveLength(deleted);
}, 60_000);

test('five who save it at once, each with another route, are all in its history', async () => {
  const extra = await Promise.all(
    Array.from({ length: 5 }, (_, at) => running.addRoute({ key: `e${at}`, callback_key: `e${at}` })),
  );
  await Promise.all(extra.map((route, at) => save([route], NUMBER, { by: `user:${at}` })));

  const changes = await history();
  expect(new Set(changes.map((change) => change.by))).toEqual(new Set(extra.map((_, at) => `user:${at}`)));
}, 60_000);

test('a history row that a crash lost is written by the next change and by the next reader', async () => {
  await save([first]);
  await rows().deleteMany({});
  expect(await versions()).toEqual([1]);

  await rows().deleteMany({});
  await remove();
  expect(await rows().countDocuments()).toBe(2);
  await rows().deleteMany({});
  expect(await versions()).toEqual([2]);
});

test('a sender from before senders had a history has an empty one, and its next change is the first', async () => {
  const { tenant } = running;
  const old = { _id: `${tenant}.${NUMBER}`, tenant, value: NUMBER, routes: [first] };
  await stored().insertOne(old);
  expect(await history()).toEqual([]);
  expect(await history({ environment: 'test' })).toEqual([]);
  expect((await refusal(running.bus.call(senders.history, query({ environment: 'live' })))).code).toBe('not_found');

  await save([second], NUMBER, {});

  expect(await history()).toMatchObject([{ version: 1, from: [first], to: [second], by: 'unknown' }]);
});

test('changes by an older process, which writes no history, take no version twice', async () => {
  const { tenant } = running;
  const _id = `${tenant}.${NUMBER}`;
  await save([first]);
  // As such a process replaces its routes, and as it deletes and makes it.
  await stored().updateOne({ _id }, { $set: { value: NUMBER, routes: [second] } });
  await save([first]);
  await stored().deleteOne({ _id });
  expect(await versions()).toEqual([2, 1]);
  expect((await refusal(remove())).code).toBe('not_found');
  await save([second]);
  await stored().deleteOne({ _id });
  await stored().insertOne({ _id, tenant, value: NUMBER, routes: [first] });
  await remove();

  expect(await history()).toMatchObject([
    { version: 4, what: 'deleted', from: [first], to: [] },
    { version: 3, from: [], to: [second] },
    { version: 2, from: [second], to: [first] },
    { version: 1, from: [], to: [first] },
  ]);
});

test('senders named like an environment have a history of their own, beside that of its policy', async () => {
  const policy = { tenant: running.tenant, by, environment: 'test' as const, version: 0, rules: [] };
  await running.bus.call(dispatcherContracts.policies.save, policy);
  await save([first], 'test');

  expect(await history({ value: 'test' })).toMatchObject([{ version: 1, what: 'saved', to: [first], by }]);
});

test('a sender that is a number is in no line of the log and in no metric', async () => {
  const lines = running.captureLog();
  await save([first]);
  await save([second]);
  await remove();
  await history();
  await refusal(running.bus.call(senders.history, query({ value: '+15005550099' })));
  const [port] = running.opsPorts();
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

  expect(metrics).toContain('sender_changes');
  for (const text of [JSON.stringify(lines), metrics]) expect(text).not.toContain('1500555');
});
