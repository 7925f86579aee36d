// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { type MessageDocument, type RequestDocument, dispatcherContracts } from '#libs/contracts';
import type { MessageKey, PostriderError, RequestKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, runDispatcher, submission, type RunningDispatcher } from '../builders/running-dispatcher.ts';

/** Other work on the machine may slow down calls that take a second alone. */
const PATIENTLY = { timeoutMs: 50_000 };
let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 5 });
  await running.another();
  const id = await running.addRoute({ key: 'live', callback_key: 'live', environment: 'live' });
  await running.bus.call(dispatcherContracts.routes.change, {
    tenant: running.tenant,
    id,
    by: 'user:u',
    change: { enabled: false },
  });
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
});

const db = () => running.db;
const messages = () => db().collection<MessageDocument>('sms_messages');
const requests = () => db().collection<RequestDocument>('sms_requests');
const keyOf = (id: string): MessageKey => `${running.tenant}.${id}` as MessageKey;
const requestOf = (id: string): RequestKey => `${running.tenant}.${id}` as RequestKey;
const cancel = (id: string, over = {}) =>
  running.bus.call(dispatcherContracts.messages.cancel, { tenant: running.tenant, id, ...over });
const cancelAll = (id: string, over = {}) =>
  running.bus.call(dispatcherContracts.requests.cancel, { tenant: running.tenant, id, ...over });
const read = (id: string) => running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
const counts = async (id: string) =>
  (await running.bus.call(dispatcherContracts.requests.read, { tenant: running.tenant, id, limit: 1 })).counts;
const deliveriesOf = (id: string) => running.vendor.delivered.filter((it) => it.id.includes(id)).length;
const refusal = async (call: Promise<unknown>): Promise<PostriderError> => {
  const [end] = await Promise.allSettled([call]);
  if (end.status === 'rejected') return end.reason as PostriderError;
  throw new Error('It was not refused.');
};

/** The one route of the other environment is switched off. */
async function waiting(count = 1): Promise<{ request: string; ids: string[] }> {
  const { request_id, items } = await running.submit(
    Array.from({ length: count }, () => ({})),
    { environment: 'live' },
  );
  await until(
    'all are stored',
    async () => (await requests().findOne({ _id: requestOf(request_id) }))?.wake_at === undefined,
  );
  return { request: request_id, ids: items.map(({ id }) => id!) };
}

test('a waiting message is CANCELED, and canceling it again gives the same answer', async () => {
  const { ids } = await waiting(2);

  const answers = [await cancel(ids[0]!), await cancel(ids[0]!)];

  expect(answers).toEqual([
    { id: ids[0], status: 'CANCELED' },
    { id: ids[0], status: 'CANCELED' },
  ]);
  const view = await read(ids[0]!);
  expect(view).toMatchObject({
    status: 'CANCELED',
    reason: 'CANCELED_BY_USER',
    cancel_requested_at: expect.any(String),
  });
  expect((await read(ids[1]!)).status).toBe('PENDING');
}, 40_000);

test('a message in the air stays in the air, and is not tried again', async () => {
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  running.vendor.deliver = async function* (items) {
    await asked;
    yield items.map(({ id, fence }) => ({ id, fence, outcome: 'throttled', retry_after_ms: 100 }));
  };
  const { request_id, items } = await running.submit([{}]);
  await until('it is in the air', async () => (await counts(request_id)).SENDING === 1);

  expect(await cancel(items[0]!.id!)).toEqual({ id: items[0]!.id, status: 'SENDING' });
  answer();

  await until('it is closed', async () => (await counts(request_id)).CANCELED === 1);
  expect(deliveriesOf(request_id)).toBe(1);
}, 40_000);

test('a message whose attempt may have been sent ends UNCONFIRMED, and canceling it again gives the same answer', async () => {
  running.vendor.deliver = async function* () {};
  const { request_id, items } = await running.submit([{ category: 'alert' }]);
  const again = { _id: keyOf(items[0]!.id!), status: 'PENDING' as const, fence: 1 };
  await until('it waits for its next attempt', () => messages().findOne(again), { everyMs: 5 });

  const answers = [await cancel(items[0]!.id!), await cancel(items[0]!.id!)];

  expect(answers.map(({ status }) => status)).toEqual(['UNCONFIRMED', 'UNCONFIRMED']);
  expect(deliveriesOf(request_id)).toBe(1);
}, 40_000);

test('a message that has ended otherwise is already closed, and the sentence says how', async () => {
  const { request_id, items } = await running.submit([{}]);
  await until('it is sent', async () => (await counts(request_id)).SENT === 1);

  const refused = await refusal(cancel(items[0]!.id!));

  expect(refused.code).toBe('already_closed');
  expect(refused.detail).toContain('SENT');
}, 40_000);

test('a message that its fan-out has not stored yet is stored canceled, and no fan-out sends it', async () => {
  const { request, ids } = await unstored();

  expect(await cancel(ids[0]!)).toEqual({ id: ids[0], status: 'CANCELED' });
  await requests().updateOne({ _id: requestOf(request) }, { $set: { wake_at: new Date(0) } });

  await until('the fan-out has stored the rest', async () => (await counts(request)).SENT === 1);
  expect(await counts(request)).toEqual({ CANCELED: 1, SENT: 1 });
  expect(deliveriesOf(request)).toBe(1 + 2);
}, 40_000);

test('a request that was not fanned out is canceled whole, and its fan-out sends nothing', async () => {
  const { request } = await unstored();

  expect(await cancelAll(request)).toEqual({ id: request, counts: { CANCELED: 2 } });
  await requests().updateOne({ _id: requestOf(request) }, { $set: { wake_at: new Date(0) } });

  await until('the fan-out has ended', async () => !(await requests().findOne({ _id: requestOf(request) }))?.wake_at);
  expect(await counts(request)).toEqual({ CANCELED: 2 });
  expect(deliveriesOf(request)).toBe(2);
}, 40_000);

/** Accepted, and not fanned out. (Both were sent once, before they were removed.) */
async function unstored(): Promise<{ request: string; ids: string[] }> {
  const { request_id, items } = await running.submit([{}, {}]);
  await until('both are sent', async () => (await counts(request_id)).SENT === 2);
  const isFannedOut = async () => !(await requests().findOne({ _id: requestOf(request_id) }))?.wake_at;
  await until('its fan-out has ended', isFannedOut);
  const inAnHour = new Date(Date.now() + 3_600_000);
  await requests().updateOne({ _id: requestOf(request_id) }, { $set: { wake_at: inAnHour } });
  const all = { _id: { $regex: `^${requestOf(request_id)}` } } as never;
  await messages().deleteMany(all);
  await db().collection('sms_evidence').deleteMany(all);
  return { request: request_id, ids: items.map(({ id }) => id!) };
}

test('a batch of 5,000 is canceled within one call', async () => {
  const items = Array.from({ length: 5_000 }, () => ({}));
  const call = submission(running.tenant, items, { environment: 'live' });
  await running.bus.call(dispatcherContracts.messages.submit, call, PATIENTLY);

  const query = { tenant: running.tenant, id: call.request_id };
  const { counts: seen } = await running.bus.call(dispatcherContracts.requests.cancel, query, PATIENTLY);

  expect(seen).toEqual({ CANCELED: 5_000 });
  expect((await requests().findOne({ _id: requestOf(call.request_id) }))!.wake_at).toBeUndefined();
}, 120_000);

test('after a process died between the mark and the rest of a cancel, the wakes complete it', async () => {
  const { request, ids } = await waiting(3);
  await requests().updateOne({ _id: requestOf(request) }, { $set: { cancel_at: new Date() } });
  await messages().updateMany(
    { _id: { $in: ids.map(keyOf) } },
    { $set: { cancel_at: new Date(), wake_at: new Date() } },
  );

  await until('all are closed', async () => (await counts(request)).CANCELED === 3);
  expect(await cancelAll(request)).toEqual({ id: request, counts: { CANCELED: 3 } });
}, 40_000);

test('fifty cancels of one message at once close it once', async () => {
  const { ids } = await waiting();

  const answers = await Promise.all(Array.from({ length: 50 }, () => cancel(ids[0]!)));

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['CANCELED']));
  const rows = (await running.evidence()).filter(({ message }) => message === keyOf(ids[0]!));
  expect(rows.map(({ kind }) => kind)).toEqual(['closed']);
}, 40_000);

test('4.9 a cancel that races its fan-out and its grant never calls a text canceled that was sent', async () => {
  const sent = await Promise.all(
    Array.from({ length: 50 }, async (_, at) => {
      const { request_id, items } = await running.submit([{}, {}]);
      const [one] = items;
      if (at % 2 === 0) await cancelAll(request_id);
      else await cancel(one!.id!).catch(() => undefined);
      return request_id;
    }),
  );
  const open = { status: { $in: ['PENDING', 'SENDING'] as const }, environment: 'test' as const };
  await until('all have ended', async () => (await messages().countDocuments(open as never)) === 0);

  const ended = (await running.messages()).filter(({ _id }) => sent.some((request) => _id.includes(request)));
  expect(ended).toHaveLength(100);
  for (const { _id, status } of ended) {
    const texts = running.vendor.delivered.filter(({ id }) => id === _id).length;
    expect([_id, status, texts]).toEqual([_id, texts === 1 ? 'SENT' : 'CANCELED', texts]);
  }
}, 60_000);

test('another tenant, and a key of the other environment, cancel nothing', async () => {
  const { request, ids } = await waiting(2);

  for (const over of [{ tenant: 'zzzzzzzz' }, { environment: 'test' as const }]) {
    expect((await refusal(cancel(ids[0]!, over))).code).toBe('not_found');
    expect((await refusal(cancelAll(request, over))).code).toBe('not_found');
  }
  expect((await refusal(cancel('nothing'))).code).toBe('invalid_id');
  expect((await refusal(cancelAll('nothing'))).code).toBe('invalid_id');
  expect((await refusal(cancel(ids[0]!.replace(/....$/, '0007')))).code).toBe('not_found');
  expect(await counts(request)).toEqual({ PENDING: 2 });
}, 40_000);
