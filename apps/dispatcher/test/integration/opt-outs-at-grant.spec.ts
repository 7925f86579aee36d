// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import {
  dispatcherContracts,
  type DeliverItem,
  type EvidenceDocument,
  type MessageDocument,
  type NewOptOut,
  type RequestDocument,
  type SubmitItem,
  type SubmitReply,
} from '#libs/contracts';
import { clock, sleep, type MessageKey, type RequestKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { messages: asking, optOuts } = dispatcherContracts;
let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 5 });
  await running.another();
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
});

let last = 1000;
/** A number that no other test uses. */
const newNumber = (): string => `+8525600${(last += 1)}`;
const add = (number: string, over: Partial<NewOptOut> = {}) =>
  running.bus.call(optOuts.add, {
    tenant: running.tenant,
    by: 'user:u',
    opt_out: { number, scope: 'all', source: 'api', ...over },
  });
const view = (id: string) => running.bus.call(asking.read, { tenant: running.tenant, id, reads_content: true });
const textsTo = (number: string): readonly DeliverItem[] => running.vendor.delivered.filter(({ to }) => to === number);
const closed = (id: string) =>
  until('it is closed', async () => {
    const { status, reason } = await view(id);
    return status === 'PENDING' || status === 'SENDING' ? undefined : { status, reason };
  });

test('a scheduled message whose recipient opts out before its time is CANCELED, and no text leaves', async () => {
  const [number, wanted] = [newNumber(), newNumber()];
  const send_at = new Date(Date.now() + 2_500).toISOString();
  const items = [
    { to: number, send_at },
    { to: wanted, send_at },
    { to: number, send_at, category: 'otp' as const, text: 'A code' },
  ];
  const answer = await running.submit(items);
  const [first, second, third] = answer.items.map(({ id }) => id!);

  await add(number);

  for (const id of [first!, third!]) expect(await closed(id)).toEqual({ status: 'CANCELED', reason: 'OPTED_OUT' });
  expect(await closed(second!)).toMatchObject({ status: 'SENT' });
  expect([textsTo(number).length, textsTo(wanted).length]).toEqual([0, 1]);
}, 40_000);

test('marketing that waits is CANCELED by an opt-out from marketing, and a code to the same number is sent', async () => {
  const number = newNumber();
  const send_at = new Date(Date.now() + 2_500).toISOString();
  const answer = await running.submit([
    { to: number, send_at, category: 'marketing', text: 'Only today' },
    { to: number, send_at, category: 'otp', text: 'A code' },
  ]);
  const [advert, code] = answer.items.map(({ id }) => id!);

  await add(number, { scope: 'marketing' });

  expect(await closed(advert!)).toEqual({ status: 'CANCELED', reason: 'OPTED_OUT' });
  expect(await closed(code!)).toMatchObject({ status: 'SENT' });
  expect(textsTo(number).map(({ text }) => text)).toEqual(['A code']);
}, 40_000);

test('4.3 a fan-out that a sweep takes up later sends nothing to who opted out meanwhile', async () => {
  const [number, wanted] = [newNumber(), newNumber()];
  const { request, ids } = await unstored([{ to: number }, { to: wanted }]);
  await add(number);

  await requests().updateOne({ _id: request }, { $set: { wake_at: new Date(0) } });

  expect(await closed(ids[0]!)).toEqual({ status: 'CANCELED', reason: 'OPTED_OUT' });
  expect(await closed(ids[1]!)).toMatchObject({ status: 'SENT' });
  const sentBefore = 1;
  expect([textsTo(number).length, textsTo(wanted).length]).toEqual([sentBefore, sentBefore + 1]);
}, 40_000);

test('4.3 of more than 100 recipients, those who opted out after the call get no text', async () => {
  const items = Array.from({ length: 120 }, (_, at) => ({ to: newNumber(), text: `Text ${at}` }));
  const send_at = new Date(Date.now() + 3_000).toISOString();
  const { request_id } = await running.submit(items.map((item) => ({ ...item, send_at })));
  const gone = items.filter((_, at) => at % 4 === 0);
  const lines = gone.map(({ to: number }, at) => ({ line: at + 1, number, scope: 'all', source: 'import' }) as const);
  await running.bus.call(optOuts.import, { tenant: running.tenant, by: 'user:u', lines });

  await until('all are closed', async () => {
    const { counts } = await running.bus.call(dispatcherContracts.requests.read, {
      tenant: running.tenant,
      id: request_id,
      limit: 1,
    });
    return counts.CANCELED === 30 && counts.SENT === 90;
  });
  expect(gone.flatMap(({ to }) => textsTo(to))).toEqual([]);
}, 40_000);

test('4.5 a message that may have been sent is not sent again to who opted out, and ends UNCONFIRMED', async () => {
  const number = newNumber();
  running.vendor.deliver = async function* () {};
  const { items } = await running.submit([{ to: number, category: 'alert' }]);
  await until('it is in the air', () => textsTo(number).length === 1);

  await add(number);

  expect(await closed(items[0]!.id!)).toEqual({ status: 'UNCONFIRMED', reason: 'OUTCOME_UNKNOWN' });
  expect(textsTo(number)).toHaveLength(1);
}, 40_000);

test('4.7 a message that its route provably did not send goes to no other route once its recipient opted out', async () => {
  const number = newNumber();
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  const second = await running.addRoute({ key: 'second', callback_key: 'second' });
  running.vendor.deliver = async function* (all, account) {
    if (account === running.route) await asked;
    yield* (account === running.route ? answering({ outcome: 'vendor_fault', fault: 'request' }) : acceptAll)(all);
  };
  const { items } = await running.submit([{ to: number }]);
  await until('it is in the air', () => textsTo(number).length === 1);

  await add(number);
  answer();

  expect(await closed(items[0]!.id!)).toEqual({ status: 'CANCELED', reason: 'OPTED_OUT' });
  expect(running.sentOn(second).filter(({ to }) => to === number)).toEqual([]);
}, 40_000);

test('a dead letter to who opted out is not sent again', async () => {
  const number = newNumber();
  running.vendor.deliver = answering({ outcome: 'vendor_fault', fault: 'request' });
  const { items } = await running.submit([{ to: number, valid_for_s: 3_000 }]);
  const id = items[0]!.id!;
  expect(await closed(id)).toMatchObject({ status: 'FAILED' });
  const before = textsTo(number).length;
  await add(number);
  running.vendor.deliver = acceptAll;

  const retry = { tenant: running.tenant, id, by: 'user:u', accept_duplicate: true, policy: { destinations: ['*'] } };
  const [end] = await Promise.allSettled([running.bus.call(dispatcherContracts.deadLetters.retry, retry)]);

  expect(end).toMatchObject({ reason: { code: 'not_retryable', detail: expect.stringContaining('opted out') } });
  expect(textsTo(number)).toHaveLength(before);
}, 40_000);

test('no message is granted after the opt-out of its recipient was answered, however many of them race', async () => {
  running.vendor.deliver = async function* (items) {
    await sleep(150);
    yield* acceptAll(items);
  };
  const numbers = Array.from({ length: 150 }, newNumber);
  const calls = numbers.slice(0, 50).map((to) => running.submit([{ to }]).catch(refused));
  const batch = running.submit(numbers.slice(50).map((to) => ({ to })));
  const answeredAt = new Map<string, number>();
  const adding = numbers.map(async (number, at) => {
    if (at % 3 > 0) return;
    await sleep(at * 5);
    await add(number);
    answeredAt.set(number, clock.now());
  });
  const replies = await Promise.all([...calls, batch]);
  await Promise.all(adding);
  const ids = replies.flatMap(({ items }) => items.flatMap(({ id }) => id ?? []));
  const ended = await Promise.all(ids.map((id) => closed(id)));

  for (const [at, { status }] of ended.entries()) {
    const { to, attempts } = await view(ids[at]!);
    const optedOutAt = answeredAt.get(to) ?? Infinity;
    expect(textsTo(to)).toHaveLength(status === 'SENT' ? 1 : 0);
    expect(status).toBe(attempts.length > 0 ? 'SENT' : 'CANCELED');
    for (const row of await grantsOf(ids[at]!)) expect(row.granted_at!.getTime()).toBeLessThan(optedOutAt);
  }
  expect(ended.map(({ status }) => status)).toContain('SENT');
}, 60_000);

const refused = (error: unknown): Pick<SubmitReply, 'items'> => {
  expect(error).toMatchObject({ code: 'recipient_opted_out' });
  return { items: [] };
};
const grantsOf = (id: string) =>
  running.db
    .collection<EvidenceDocument>('sms_evidence')
    .find({ message: `${running.tenant}.${id}` as MessageKey, granted_at: { $exists: true } })
    .toArray();
const requests = () => running.db.collection<RequestDocument>('sms_requests');

/** Accepted, and not fanned out. (All were sent once, before they were removed.) */
async function unstored(items: readonly Partial<SubmitItem>[]): Promise<{ request: RequestKey; ids: string[] }> {
  const answer = await running.submit(items);
  const request = `${running.tenant}.${answer.request_id}` as RequestKey;
  const ids = answer.items.map(({ id }) => id!);
  for (const id of ids) await closed(id);
  await until('its fan-out has ended', async () => !(await requests().findOne({ _id: request }))?.wake_at);
  const all = { _id: { $in: ids.map((id) => `${running.tenant}.${id}` as MessageKey) } };
  await requests().updateOne({ _id: request }, { $set: { wake_at: new Date(Date.now() + 3_600_000) } });
  await running.db.collection<MessageDocument>('sms_messages').deleteMany(all);
  await running.db.collection('sms_evidence').deleteMany({ _id: { $regex: `^${request}` } } as never);
  return { request, ids };
}
