// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { BSON, type Binary } from 'mongodb';
import { type MessageDocument, type RequestDocument, dispatcherContracts } from '#libs/contracts';
import {
  clock,
  newRequestId,
  requestKey,
  timesScaledBy,
  type RequestId,
  type RequestKey,
  type TenantId,
} from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import type { PayloadItem } from '../../src/domain/acceptance/request-payload.ts';
import { inserted } from '../../src/outbound/mongo/moves.ts';
import { grantedMessage, newMessageKey, waitingMessage } from '../builders/ledger-documents.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
}, 60_000);
afterAll(() => running?.close(), 30_000);

const requests = () => running.db.collection<RequestDocument>('sms_requests');
const messages = () => running.db.collection<MessageDocument>('sms_messages');
const countsOf = async (id: string): Promise<Record<string, number>> =>
  (await running.bus.call(dispatcherContracts.requests.read, { tenant: running.tenant, id, limit: 1 }))
    .counts as Record<string, number>;
const fannedOut = (_id: RequestKey): Promise<unknown> =>
  until('its fan-out has ended', () => requests().findOne({ _id, wake_at: { $exists: false } }));
const ending = (request: string, tenant = running.tenant) => ({ tenant, _id: { $regex: request } as never });
const endOf = async (id: string): Promise<unknown> => {
  const { status, reason, to } = await running.bus.call(dispatcherContracts.messages.read, {
    tenant: running.tenant,
    id,
  });
  return { status, reason, to };
};

/** The dispatcher's count so far in a series, such as `{reason="UNREADABLE"}`. */
async function counted(metric: string, label: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${running.first.ports.ops}/metrics`)).text();
  return Number(new RegExp(`^${metric}\\{[^}]*${label}[^}]*\\} (\\d+)$`, 'm').exec(metrics)![1]);
}
const ended = (reason: string): Promise<number> =>
  counted('postrider_messages_unprocessable_total', `reason="${reason}"`);
const stuck = (what: string): Promise<number> => counted('postrider_stuck_total', `what="${what}"`);

/** A stored request of the given number of messages, as its fan-out finds it. */
async function storedRequest(count: number): Promise<RequestDocument> {
  const items = Array.from({ length: count }, () => ({}));
  const { request_id } = await running.submit(items, { all_or_nothing: false });
  await until('all are SENT', async () => (await countsOf(request_id)).SENT === count);
  return (await requests().findOne({ _id: keyOf(request_id) }))!;
}

/** A changed copy with an id of its own, due; returns its public id. */
async function due(like: RequestDocument, over: Partial<RequestDocument> = {}): Promise<RequestId> {
  const id = newRequestId();
  await requests().insertOne({ ...like, wake_at: new Date(0), ...over, _id: keyOf(id, over.tenant) });
  return id;
}

const keyOf = (id: string, tenant = running.tenant): RequestKey => requestKey(tenant, id as RequestId);
const inMs = (ms: number): Date => new Date(clock.now() + ms);
const damaged = (sealed: Uint8Array): Uint8Array => {
  const bytes = Buffer.from((sealed as unknown as Binary).buffer);
  bytes[bytes.length - 1]! ^= 1;
  return bytes;
};

const itemsOf = (count: number): PayloadItem[] =>
  Array.from({ length: count }, (_, position) => ({
    position,
    to: `+8525123${String(4000 + position)}`,
    to_as_written: `+8525123${String(4000 + position)}`,
    text: 'Hello',
    category: 'general',
    guarantee: 'at_most_once',
    lane: 'normal',
    priority: 5,
    deadline: clock.now() + 3_600_000,
    encoding: 'GSM-7',
    segments: 1,
  }));
const sealed = (items: readonly object[]): Promise<Uint8Array> =>
  running.seal(running.tenant, 'payload', JSON.stringify(items));

test('a request whose payload is damaged ends FAILED, position by position, and its neighbour is sent', async () => {
  const like = await storedRequest(3);
  const before = await ended('UNREADABLE');
  const broken = await due(like, { payload: damaged(like.payload) });
  const neighbour = await due(like);

  await fannedOut(keyOf(broken));

  expect(await countsOf(broken)).toEqual({ FAILED: 3 });
  expect(await endOf(`${broken}.0001`)).toEqual({ status: 'FAILED', reason: 'UNREADABLE', to: '' });
  expect(await ended('UNREADABLE')).toBe(before + 3);
  await until('its neighbour is SENT', async () => (await countsOf(neighbour)).SENT === 3);
});

test('of a damaged request only the positions that its answer accepted become messages', async () => {
  const { request_id } = await running.submit([{}, { to: 'none' }, {}], { all_or_nothing: false });
  await until('two are SENT', async () => (await countsOf(request_id)).SENT === 2);
  const like = (await requests().findOne({ _id: keyOf(request_id) }))!;

  const broken = await due(like, { payload: damaged(like.payload) });
  await fannedOut(keyOf(broken));

  const stored = await messages().find(ending(broken)).sort({ _id: 1 }).toArray();
  expect(stored.map(({ _id }) => _id.slice(-4))).toEqual(['0000', '0002']);
});

test('of a request that cannot be read at all only the accepted positions become messages', async () => {
  const { request_id } = await running.submit([{}, { to: 'none' }, {}], { all_or_nothing: false });
  await until('two are SENT', async () => (await countsOf(request_id)).SENT === 2);
  const like = (await requests().findOne({ _id: keyOf(request_id) }))!;

  const broken = await due(like, { payload: damaged(like.payload), answer: damaged(like.answer) });
  await fannedOut(keyOf(broken));

  const stored = await messages().find(ending(broken)).sort({ _id: 1 }).toArray();
  expect(stored.map(({ _id, status }) => [_id.slice(-4), status])).toEqual([
    ['0000', 'FAILED'],
    ['0002', 'FAILED'],
  ]);
});

describe('if the key of a tenant is lost', () => {
  const tenant = 'aaaaaaaa' as TenantId;
  const nobodyMadeAKey = async (): Promise<void> =>
    expect(await running.db.collection<{ _id: string }>('tenant_keys').findOne({ _id: tenant })).toBeNull();

  test('a request whose key is lost ends FAILED', async () => {
    const id = await due(await storedRequest(2), { tenant });

    await fannedOut(keyOf(id, tenant));

    const stored = await messages().find(ending(id, tenant)).toArray();
    expect(stored.map(({ status, wake_at }) => [status, wake_at])).toEqual([
      ['FAILED', undefined],
      ['FAILED', undefined],
    ]);
    const view = await running.bus.call(dispatcherContracts.messages.read, { tenant, id: `${id}.0000` });
    expect(view).toMatchObject({ status: 'FAILED', reason: 'UNREADABLE', to: '' });
    await nobodyMadeAKey();
  });

  test('a waiting message ends FAILED long before its deadline, and the others are sent', async () => {
    const like = await storedRequest(1);
    const { content } = (await messages().findOne({ _id: { $regex: like._id } as never }))!;
    const [lost, other] = [newMessageKey(tenant), newMessageKey(running.tenant)];

    await messages().insertMany([lost, other].map((_id) => inserted(waitingMessage({ _id, content }))));

    await until('it is FAILED', () => messages().findOne({ _id: lost, status: 'FAILED', wake_at: { $exists: false } }));
    await until('the other is SENT', () => messages().findOne({ _id: other, status: 'SENT' }));
    await nobodyMadeAKey();
  });

  test('a call that would need a new key is not accepted', async () => {
    await due(await storedRequest(1), { tenant, wake_at: inMs(60_000) });

    await expect(running.submit([{}], { tenant })).rejects.toMatchObject({ code: 'service_unavailable' });

    await nobodyMadeAKey();
  });
});

describe('while the key file does not open the key of a tenant', () => {
  const tenant = 'bbbbbbbb' as TenantId;
  beforeAll(async () => {
    const keys = running.db.collection<{ _id: string; wrapped: Uint8Array; version: number }>('tenant_keys');
    await keys.insertOne({ _id: tenant, wrapped: Buffer.alloc(60, 7), version: 1 });
  });

  test('a request waits until its deadline, and is FAILED then', async () => {
    const like = await storedRequest(1);
    const before = await stuck('request');
    const waiting = await due(like, { tenant, deadline: inMs(3_600_000) });
    const over = await due(like, { tenant, deadline: inMs(-1) });

    await fannedOut(keyOf(over, tenant));
    await until('the other is put off', () =>
      requests().findOne({ _id: keyOf(waiting, tenant), wake_at: { $gt: inMs(0) } }),
    );

    expect(await messages().findOne(ending(over, tenant))).toMatchObject({ status: 'FAILED' });
    expect(await messages().findOne(ending(waiting, tenant))).toBeNull();
    expect(await stuck('request')).toBeGreaterThan(before);
  });

  test('4.6 an attempt whose lease has ended ends in silence only after a grace: the vendor may be asked meanwhile', async () => {
    const _id = newMessageKey(tenant);
    const route = await running.addRoute({ key: 'searching', lookup: 'search' });
    const endedAt = inMs(0);
    await messages().insertOne(inserted(grantedMessage({ _id, route, wakeAt: endedAt })));

    await until('it ends', () => messages().findOne({ _id, status: 'UNCONFIRMED' }));

    const silence = (await running.evidence()).find(({ message, kind }) => message === _id && kind === 'silence')!;
    expect(silence.at.getTime() - endedAt.getTime()).toBeGreaterThanOrEqual(timesScaledBy(20).graceMs);
  });

  test('a waiting message is FAILED once its deadline has passed, and delays no other tenant', async () => {
    const before = await stuck('message');
    const keys = [newMessageKey(tenant), newMessageKey(tenant)];
    const [late, early] = keys.map((_id, at) => waitingMessage({ _id, deadline: inMs(at * 2_000 - 1) }));
    await messages().insertMany([inserted(late!), inserted(early!)]);

    await storedRequest(2);

    for (const _id of keys) await until('it is FAILED', () => messages().findOne({ _id, status: 'FAILED' }));
    expect(await stuck('message')).toBeGreaterThan(before);
  });
});

test('one item of a hundred that the database refuses ends FAILED, and the others are sent', async () => {
  const items = itemsOf(100).map((item) => (item.position === 57 ? { ...item, client_ref: { _bsontype: 'x' } } : item));
  const before = await ended('UNSTORABLE');
  const id = await due(await storedRequest(1), { payload: await sealed(items), total: 100 });

  await until('99 are SENT', async () => (await countsOf(id)).SENT === 99);
  await fannedOut(keyOf(id));

  expect(await countsOf(id)).toEqual({ SENT: 99, FAILED: 1 });
  expect(await endOf(`${id}.0057`)).toMatchObject({ status: 'FAILED', reason: 'UNSTORABLE' });
  expect(running.vendor.delivered.filter((item) => item.id.includes(id))).toHaveLength(99);
  expect(await ended('UNSTORABLE')).toBe(before + 1);
});

test.each([150, 20])(
  'an item of %i of which no document can be made ends at once, and the others are sent',
  async (count) => {
    const items = itemsOf(count).map((item) => (item.position === 3 ? { ...item, to: 5 } : item));
    const like = await storedRequest(1);
    const id = await due(like, { payload: await sealed(items), total: count, deadline: inMs(3_600_000) });

    await until('all others are SENT', async () => (await countsOf(id)).SENT === count - 1);
    await fannedOut(keyOf(id));

    expect(await endOf(`${id}.0003`)).toMatchObject({ status: 'FAILED', reason: 'UNSTORABLE' });
  },
);

test('a waiting message whose text is damaged ends FAILED, and the others are sent', async () => {
  const like = await storedRequest(1);
  const { content } = (await messages().findOne({ _id: { $regex: like._id } as never }))!;
  const keys = Array.from({ length: 30 }, (_, at) => newMessageKey(running.tenant, at));
  const waiting = keys.map((_id, at) => waitingMessage({ _id, content: at === 7 ? damaged(content) : content }));
  const before = await ended('UNREADABLE');

  await messages().insertMany(waiting.map(inserted));

  const are = (status: 'SENT' | 'FAILED') => messages().countDocuments({ _id: { $in: keys }, status });
  await until('29 are SENT', async () => (await are('SENT')) === 29);
  await until('one is FAILED', async () => (await are('FAILED')) === 1);
  expect(await endOf(keys[7]!.slice(9))).toEqual({ status: 'FAILED', reason: 'UNREADABLE', to: '' });
  await until('it is counted', async () => (await ended('UNREADABLE')) === before + 1);
});

test('a damaged message whose attempt was never answered ends UNCONFIRMED, and is not tried again', async () => {
  const keys = [newMessageKey(running.tenant), newMessageKey(running.tenant)];
  const granted = { content: new Uint8Array([1, 2, 3]), route: running.route, wakeAt: new Date(0) };
  await messages().insertMany([
    inserted(grantedMessage({ ...granted, _id: keys[0]!, guarantee: 'at_least_once', category: 'alert' })),
    inserted(grantedMessage({ ...granted, _id: keys[1]! })),
  ]);

  for (const _id of keys)
    await until('it is closed', () => messages().findOne({ _id, status: 'UNCONFIRMED', wake_at: { $exists: false } }));
  expect(running.vendor.delivered.filter(({ id }) => keys.some((key) => key.endsWith(id)))).toEqual([]);
});

test('a damaged request can be canceled and read before it ends', async () => {
  const like = await storedRequest(2);
  const id = await due(like, { payload: damaged(like.payload), wake_at: inMs(60_000) });

  await running.bus.call(dispatcherContracts.requests.cancel, { tenant: running.tenant, id });
  const view = await running.bus.call(dispatcherContracts.requests.read, { tenant: running.tenant, id, limit: 10 });

  expect(view).toMatchObject({ accepted: 2, items: [] });
});

test('a message that is too large for a document ends FAILED', async () => {
  const like = await storedRequest(1);
  // Its explanation names them, which makes the message larger than its request.
  for (let at = 0; at < 30; at++) await running.addRoute({ key: `more-${at}`, callback_key: `more-${at}` });
  const payloadOf = (text: string) => sealed(itemsOf(1).map((item) => ({ ...item, text })));
  const room = 16 * 1_024 * 1_024 - BSON.calculateObjectSize({ ...like, payload: await payloadOf('') }) - 64;

  const id = await due(like, { payload: await payloadOf('a'.repeat(room)) });

  await fannedOut(keyOf(id));
  expect(await endOf(`${id}.0000`)).toMatchObject({ status: 'FAILED', reason: 'UNSTORABLE' });
}, 60_000);
