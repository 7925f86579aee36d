// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { type MessageDocument, type RetryDeadLetterRequest, dispatcherContracts } from '#libs/contracts';
import type { MessageKey, PostriderError } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { makeDeadLetters } from '../builders/dead-letters.ts';
import { acceptAll, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
}, 60_000);
afterAll(() => running?.close(), 30_000);

const policy = { destinations: ['*'] };
const as = (over: object = {}) => ({ tenant: running.tenant, by: 'user:u', accept_duplicate: false, policy, ...over });
const retry = (id: string, over: Partial<RetryDeadLetterRequest> = {}) =>
  running.bus.call(dispatcherContracts.deadLetters.retry, { ...as(over), id } as RetryDeadLetterRequest);
const read = (id: string) => running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
const keyOf = (id: string): MessageKey => `${running.tenant}.${id}` as MessageKey;
const stored = () => running.db.collection<MessageDocument>('sms_messages');
const refusal = async (call: Promise<unknown>): Promise<PostriderError> => {
  const [end] = await Promise.allSettled([call]);
  if (end.status === 'rejected') return end.reason as PostriderError;
  throw new Error('It was not refused.');
};
const page = async (over: object = {}) =>
  running.bus.call(dispatcherContracts.deadLetters.list, { tenant: running.tenant, limit: 100, ...over });
const stateOf = async (id: string) => (await stored().findOne({ _id: keyOf(id) }))?.dead_letter?.state;

test('a message whose tries were used up is listed with the outcome of its last attempt', async () => {
  const [id] = await makeDeadLetters(running, [{ client_ref: 'r-1' }]);

  const { items } = await page();

  expect(items.find((it) => it.id === id)).toMatchObject({
    status: 'FAILED',
    state: 'pending',
    category: 'alert',
    attempts: 3,
    route: running.route,
    code: 'F1',
    may_be_duplicate: false,
  });
}, 40_000);

test('a retry is a new request that names the message it retries, and repeating it gives the same answer', async () => {
  const metadata = { order: '7' };
  const [id] = await makeDeadLetters(running, [{ client_ref: 'r-2', metadata, text: 'Again' }]);
  running.vendor.deliver = acceptAll;

  const first = await retry(id!);
  const again = await retry(id!);

  expect(again).toEqual(first);
  const view = await until('it is sent', async () => {
    const seen = await read(first.retried_as).catch(() => undefined);
    return seen?.status === 'SENT' && seen;
  });
  expect(view).toMatchObject({ retry_of: id, client_ref: 'r-2', metadata, category: 'alert', created_by: 'key:test' });
  expect(running.vendor.delivered.filter((it) => it.id === keyOf(first.retried_as))).toHaveLength(1);
  expect((await read(id!)).status).toBe('FAILED');
  expect((await page({ state: 'retried' })).items[0]).toMatchObject({
    id,
    retried_as: first.retried_as,
    changed_by: 'user:u',
  });
}, 40_000);

test('a retry by somebody else belongs to the author of the message, and shows them neither text nor number', async () => {
  const [id] = await makeDeadLetters(running, [{ text: 'For the author' }], { over: { created_by: 'user:author' } });
  running.vendor.deliver = acceptAll;

  const first = await retry(id!);
  const readBy = (reader: string) =>
    running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id: first.retried_as, reader });
  const view = await until('it is stored', () => readBy('user:u').catch(() => undefined));
  expect(view).toMatchObject({ created_by: 'user:author', masked: true });
  expect(view.text).toBeUndefined();
  expect(await readBy('user:author')).toMatchObject({ text: 'For the author', masked: false });
}, 40_000);

test('fifty retries at once make one new message', async () => {
  const [id] = await makeDeadLetters(running, [{}]);
  running.vendor.deliver = acceptAll;

  const answers = await Promise.all(Array.from({ length: 50 }, () => retry(id!)));

  expect(new Set(answers.map((it) => it.retried_as)).size).toBe(1);
  expect(await stored().countDocuments({ retry_of: keyOf(id!) })).toBe(1);
}, 40_000);

test.each(['retrying', 'pending'] as const)(
  'a retry whose process died leaves it %s, and the next call finds the first one',
  async (state) => {
    const [id] = await makeDeadLetters(running, [{}]);
    running.vendor.deliver = acceptAll;
    const first = await retry(id!);
    await stored().updateOne({ _id: keyOf(id!) }, { $set: { dead_letter: { state, at: new Date() } } });

    const again = await retry(id!);

    expect(again).toEqual(first);
    expect(await stateOf(id!)).toBe('retried');
  },
  40_000,
);

test('codes are never retried', async () => {
  const [id] = await makeDeadLetters(running, [{ category: 'otp' }]);

  const refused = await refusal(retry(id!, { accept_duplicate: true }));

  expect(refused.code).toBe('not_retryable');
  expect(refused.detail).toContain('Codes');
  expect(await stateOf(id!)).toBe('pending');
}, 40_000);

test('a message that may have been sent is UNCONFIRMED, and its retry must accept a duplicate', async () => {
  const [id] = await makeDeadLetters(running, [{}], { unresolved: true });
  expect((await page()).items.find((it) => it.id === id)).toMatchObject({
    status: 'UNCONFIRMED',
    may_be_duplicate: true,
  });
  running.vendor.deliver = acceptAll;

  expect((await refusal(retry(id!))).detail).toContain('accept_duplicate');

  expect(await retry(id!, { accept_duplicate: true })).toMatchObject({ id });
}, 60_000);

test('a late receipt ends the dead letter', async () => {
  const [id] = await makeDeadLetters(running, [{}]);
  const receipt = { message: keyOf(id!), fence: 1, vendor_message_id: 'V-late', status: 'DELIVERED' as const };

  await running.bus.call(dispatcherContracts.receipts.record, {
    tenant: running.tenant,
    route: running.route,
    vendor: 'fake',
    receipts: [receipt],
  });

  expect((await read(id!)).status).toBe('DELIVERED');
  expect(await stateOf(id!)).toBeUndefined();
  expect((await refusal(retry(id!))).code).toBe('not_retryable');
}, 40_000);

test('a message that the present gates refuse stays pending, with their sentence', async () => {
  const [id] = await makeDeadLetters(running, [{}]);

  const refused = await refusal(retry(id!, { policy: { destinations: ['DE'] } }));

  expect(refused.code).toBe('not_retryable');
  expect(refused.detail).toContain('destination');
  expect(await stateOf(id!)).toBe('pending');
}, 40_000);

test('retries use the quotas of their caller, once each, and without room a message stays pending', async () => {
  const [one, two, three] = (await makeDeadLetters(running, [{}, {}, {}])) as [string, string, string];
  running.vendor.deliver = acceptAll;
  // Of a zone whose day does not end within this test.
  const zone = new Date().getUTCHours() < 12 ? 'UTC' : 'Pacific/Auckland';
  const quota = { subject: 'user.u', per: 'day', limit: 1, zone } as const;
  const usedOf = async () => {
    const question = { tenant: running.tenant, quotas: [{ ...quota, environment: 'test' as const }] };
    return (await running.bus.call(dispatcherContracts.quotas.read, question)).quotas[0]!.used;
  };

  const first = await retry(one, { quotas: [quota] });
  expect(await usedOf()).toBe(1);
  await stored().updateOne({ _id: keyOf(one) }, { $set: { dead_letter: { state: 'retrying', at: new Date() } } });
  expect(await retry(one, { quotas: [quota] })).toEqual(first);
  const refused = await refusal(retry(two, { quotas: [quota] }));
  const many = { ...as(), quotas: [{ ...quota, limit: 2 }], limit: 2 };
  const { retried, skipped } = await running.bus.call(dispatcherContracts.deadLetters.retryMany, many);

  expect([refused.code, refused.detail]).toEqual(['not_retryable', expect.stringContaining('quota')]);
  expect([retried.length, skipped.length]).toEqual([1, 1]);
  expect(skipped[0]).toMatchObject({ reason: 'refused', detail: expect.stringContaining('quota') });
  expect(new Set(await Promise.all([two, three].map(stateOf)))).toEqual(new Set(['pending', 'retried']));
  await until('nothing is used for the refused one', async () => (await usedOf()) === 2);
}, 40_000);

test('an abandoned one cannot be retried, a retried one cannot be abandoned', async () => {
  const [one, other] = (await makeDeadLetters(running, [{}, {}])) as [string, string];
  running.vendor.deliver = acceptAll;
  const abandon = (id: string) =>
    running.bus.call(dispatcherContracts.deadLetters.abandon, {
      tenant: running.tenant,
      id,
      by: 'user:u',
      reason: 'Too late',
    });

  const view = await abandon(one);
  await retry(other);

  expect(view).toMatchObject({ id: one, state: 'abandoned', changed_by: 'user:u', reason: 'Too late' });
  expect(await abandon(one)).toEqual(view);
  expect((await refusal(retry(one))).code).toBe('not_retryable');
  expect((await refusal(abandon(other))).code).toBe('not_retryable');
}, 40_000);

test('a message whose retry was interrupted cannot be abandoned, and the error says how to complete the retry', async () => {
  const [id] = (await makeDeadLetters(running, [{}])) as [string];
  const messages = running.db.collection<{ _id: string }>('sms_messages');
  await messages.updateOne({ _id: `${running.tenant}.${id}` }, { $set: { 'dead_letter.state': 'retrying' } });

  const refused = await refusal(
    running.bus.call(dispatcherContracts.deadLetters.abandon, { tenant: running.tenant, id, by: 'user:u' }),
  );

  expect(refused).toMatchObject({ code: 'not_retryable', detail: expect.stringContaining('has begun') });
}, 40_000);

test('another tenant, and a key of the other environment, find nothing', async () => {
  const [id] = await makeDeadLetters(running, [{}]);

  expect((await refusal(retry(id!, { tenant: 'zzzzzzzz' }))).code).toBe('not_found');
  expect((await refusal(retry(id!, { environment: 'live' }))).code).toBe('not_found');
  for (const over of [{ tenant: 'zzzzzzzz' }, { environment: 'live' as const }]) {
    const query = { tenant: running.tenant, ...over };
    const given = { ...query, id: id!, by: 'user:u' };
    expect((await refusal(running.bus.call(dispatcherContracts.deadLetters.abandon, given))).code).toBe('not_found');
    expect((await page(over)).items).toEqual([]);
    expect((await running.bus.call(dispatcherContracts.deadLetters.stats, query)).by_state).toEqual({});
  }
}, 40_000);

test('retry-all works page by page and gives the reason for each that it skips', async () => {
  await stored().updateMany({ dead_letter: { $exists: true } }, { $unset: { dead_letter: '' } });
  const good = await makeDeadLetters(running, [{}, {}, {}]);
  const codes = await makeDeadLetters(running, [{ category: 'otp' }]);
  running.vendor.deliver = acceptAll;
  const before = await running.bus.call(dispatcherContracts.deadLetters.stats, { tenant: running.tenant });

  const first = await running.bus.call(dispatcherContracts.deadLetters.retryMany, { ...as(), limit: 2 });
  const second = await running.bus.call(dispatcherContracts.deadLetters.retryMany, {
    ...as(),
    limit: 100,
    ...(first.next && { after: first.next }),
  });

  expect(before).toMatchObject({
    by_state: { pending: 4 },
    by_route: { [running.route]: 4 },
    by_category: { alert: 3, otp: 1 },
    oldest_pending_at: expect.any(String),
  });
  expect([...first.retried, ...second.retried].map(({ id }) => id).sort()).toEqual([...good].sort());
  expect([...first.skipped, ...second.skipped]).toEqual([
    { id: codes[0], reason: 'code_expired', detail: expect.stringContaining('Codes') },
  ]);
  expect(second.next).toBeUndefined();
  const after = await running.bus.call(dispatcherContracts.deadLetters.stats, { tenant: running.tenant });
  expect(after.by_state).toEqual({ pending: 1, retried: 3 });
}, 60_000);

test('the list continues after the last one seen, newest first, and filters', async () => {
  const one = await page({ limit: 1 });
  const rest = await page({ after: one.next });

  expect(one.items).toHaveLength(1);
  expect(rest.items.map(({ id }) => id)).not.toContain(one.items[0]!.id);
  const ids = [...one.items, ...rest.items].map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted().toReversed());
  expect((await page({ category: 'otp' })).items.every(({ category }) => category === 'otp')).toBe(true);
  expect((await page({ route: 'none' })).items).toEqual([]);
  expect((await page({ until: '2020-01-01T00:00:00Z' })).items).toEqual([]);
  const times = [...one.items, ...rest.items].map(({ created_at }) => created_at).toSorted();
  const later = new Date(Date.parse(times.at(-1)!) + 1).toISOString();
  expect((await page({ from: times[0], until: later })).items.map(({ id }) => id)).toEqual(ids);
  expect((await page({ from: later })).items).toEqual([]);
  expect((await page({ until: times[0] })).items).toEqual([]);
  expect((await refusal(page({ from: 'yesterday' }))).code).toBe('invalid_field');
});
