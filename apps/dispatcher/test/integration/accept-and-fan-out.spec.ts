// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts } from '#libs/contracts';
import { newRequestId, PostriderError } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { freeze } from '../../../../libs/servers/testing/index.ts';
import { runDispatcherAlone, submission } from '../builders/running-dispatcher.ts';

let running: Awaited<ReturnType<typeof runDispatcherAlone>>;
beforeAll(async () => {
  running = await runDispatcherAlone();
}, 60_000);
afterAll(() => running?.close(), 30_000);

const statusOf = async (request: string): Promise<Record<string, number>> => {
  const view = await running.bus.call(dispatcherContracts.requests.read, {
    tenant: running.tenant,
    id: request,
    limit: 10,
  });
  return view.counts as Record<string, number>;
};
/** All are SENT, and no write of the first fan-out is pending. */
const isThrough = async (request: string, count: number): Promise<void> => {
  await until('all are sent', async () => (await statusOf(request)).SENT === count);
  await until('its fan-out has ended', async () =>
    (await running.requests()).some(({ _id, wake_at }) => _id.endsWith(request) && wake_at === undefined),
  );
};
const refusal = (call: Promise<unknown>): Promise<PostriderError> =>
  call.then(
    () => fail('accepted'),
    (error) => error,
  );
const fail = (why: string): never => {
  throw new Error(why);
};

test('4.2 the same request id, submitted twice, is one request with one answer', async () => {
  const request = submission(running.tenant, [{}]);

  const [one, two] = await Promise.all([
    running.bus.call(dispatcherContracts.messages.submit, request),
    running.bus.call(dispatcherContracts.messages.submit, request),
  ]);

  expect(two).toEqual(one);
  const stored = (await running.requests()).filter(({ _id }) => _id.endsWith(request.request_id));
  expect(stored).toHaveLength(1);
  await until('it is sent', async () => (await statusOf(request.request_id)).SENT === 1);
  expect(running.vendor.delivered.filter(({ id }) => id.includes(request.request_id))).toHaveLength(1);
});

test('4.2 an idempotency key gives the first answer again, and refuses another body', async () => {
  const keyed = { idempotency_key: 'k-1' };
  const first = await running.submit([{}], keyed);

  const again = await running.submit([{}], { ...keyed, request_id: newRequestId() });
  const other = await refusal(running.submit([{}], { ...keyed, fingerprint: 'e'.repeat(64) }));

  expect(again).toEqual({ ...first, replayed: true });
  expect(other.code).toBe('idempotency_key_reused');
});

test('4.2 fifty equal calls at once make one request', async () => {
  const calls = Array.from({ length: 50 }, () => running.submit([{}], { idempotency_key: 'k-50' }));

  const answers = await Promise.all(calls);

  expect(new Set(answers.map(({ request_id }) => request_id)).size).toBe(1);
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
});

test('4.2 a refused single message stores nothing', async () => {
  const before = (await running.requests()).length;

  const refused = await refusal(running.submit([{ to: '+0987654321' }]));

  expect(refused.code).toBe('invalid_number');
  expect(await running.requests()).toHaveLength(before);
});

test('4.2 while the database is frozen nothing is accepted, and later everything is again', async () => {
  const { mongod } = running.servers;
  await freeze(mongod.pid);
  const request = submission(running.tenant, [{}]);

  const refused = await refusal(running.bus.call(dispatcherContracts.messages.submit, request, { timeoutMs: 4_500 }));
  process.kill(mongod.pid, 'SIGCONT');

  expect(refused.code).toBe('service_unavailable');
  const answer = await until('it accepts again', () => running.submit([{}]).catch(() => undefined));
  await until('it is sent', async () => (await statusOf(answer.request_id)).SENT === 1);
}, 40_000);

test('4.3 fan-out may run again: no message is inserted or sent twice', async () => {
  const { request_id } = await running.submit(Array.from({ length: 30 }, () => ({})));
  await isThrough(request_id, 30);

  const requests = running.db.collection<{ _id: string }>('sms_requests');
  await requests.updateOne({ _id: `${running.tenant}.${request_id}` }, { $set: { wake_at: new Date(0) } });
  await until(
    'the sweep has run it',
    async () =>
      (await requests.findOne({ _id: `${running.tenant}.${request_id}`, wake_at: { $exists: false } })) !== null,
  );

  expect(await statusOf(request_id)).toEqual({ SENT: 30 });
  expect(running.vendor.delivered.filter(({ id }) => id.includes(request_id))).toHaveLength(30);
});

test('4.3 a request whose process died before its messages were in is fanned out by the sweep', async () => {
  const { request_id } = await running.submit([{}, {}, {}]);
  await isThrough(request_id, 3);
  const db = running.db;
  const key = `${running.tenant}.${request_id}`;
  const gone = { _id: { $regex: `^${key}` } } as never;
  await db.collection('sms_evidence').deleteMany(gone);
  await db.collection('sms_messages').deleteMany(gone);
  expect(await statusOf(request_id)).toEqual({ PENDING: 3 });

  await db.collection<{ _id: string }>('sms_requests').updateOne({ _id: key }, { $set: { wake_at: new Date(0) } });

  await until('the sweep has sent them', async () => (await statusOf(request_id)).SENT === 3);
});

test('4.3 a message past its deadline at fan-out is closed, never sent', async () => {
  const { request_id } = await running.submit([{}]);
  await until('it is sent', async () => (await statusOf(request_id)).SENT === 1);
  const late = await running.submit([{ valid_for_s: 5 }, { valid_for_s: 5 }], { all_or_nothing: false });
  const db = running.db;
  const key = `${running.tenant}.${late.request_id}`;
  await isThrough(late.request_id, 2);
  const gone = { _id: { $regex: `^${key}` } } as never;
  await db.collection('sms_evidence').deleteMany(gone);
  await db.collection('sms_messages').deleteMany(gone);
  const before = running.vendor.delivered.length;
  await new Promise((resolve) => setTimeout(resolve, 5_100));

  await db.collection<{ _id: string }>('sms_requests').updateOne({ _id: key }, { $set: { wake_at: new Date(0) } });

  await until('both are closed', async () => (await statusOf(late.request_id)).EXPIRED === 2);
  expect(running.vendor.delivered).toHaveLength(before);
});

test('4.4 an open message has a time to wake, a closed one has none', async () => {
  running.vendor.deliver = async function* () {};
  const { request_id } = await running.submit([{}, {}]);
  await until('they are in the air', async () => (await statusOf(request_id)).SENDING === 2);

  const open = (await running.messages()).filter(({ _id }) => _id.includes(request_id));
  const closed = (await running.messages()).filter(({ status }) => ['SENT', 'EXPIRED'].includes(status));

  expect(open.every(({ wake_at }) => wake_at instanceof Date)).toBe(true);
  expect(closed.every(({ wake_at }) => wake_at === undefined)).toBe(true);
  await until('their leases end', async () => (await statusOf(request_id)).UNCONFIRMED === 2);
});
