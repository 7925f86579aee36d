// Real: dispatcher, nats-server, mongod. A step that dies throws in its place; the phone repeats its call, as agent-lease does.
import { dispatcherContracts, type LeasedMessage } from '#libs/contracts';
import { newRequestId, sleep } from '#libs/kernel';
import { TestPhone } from '../builders/phones.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { messages } = dispatcherContracts;
const CHECKPOINT = Symbol.for('postrider.checkpoint');
let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
}, 60_000);
afterAll(() => running?.close(), 30_000);
afterEach(() => {
  delete (globalThis as { [CHECKPOINT]?: unknown })[CHECKPOINT];
});

/** Dies the first time that the step is reached; says whether it was. */
function dieOnceAt(point: string): () => boolean {
  let died = false;
  (globalThis as { [CHECKPOINT]?: (name: string) => void })[CHECKPOINT] = (name) => {
    if (name !== point || died) return;
    died = true;
    throw new Error(`It died at ${point}.`);
  };
  return () => died;
}
async function repeated<T>(call: () => Promise<T>): Promise<T> {
  for (let at = 0; ; at++) {
    try {
      return await call();
    } catch (error) {
      if (at > 20) throw error;
      await sleep(50);
    }
  }
}
const read = (id: string) => running.bus.call(messages.read, { tenant: running.tenant, id });
const send = async (phone: TestPhone): Promise<string> =>
  (await running.submit([{ to: '+85251234567', route: phone.agent }])).items[0]!.id!;
const leaseOf = (phone: TestPhone, lease_ms: number): Promise<LeasedMessage> => {
  const lease_id = newRequestId();
  return repeated(async () => {
    const [lease] = (await phone.lease({ lease_id, limit: 1, lease_ms })).leases;
    if (!lease) throw new Error('It has nothing yet.');
    return lease;
  });
};

test.each([
  'dispatcher.phones.before_lease',
  'dispatcher.phones.after_lease',
  'dispatcher.phones.before_start',
  'dispatcher.phones.after_start',
  'dispatcher.phones.before_settle',
  'dispatcher.change.after_outbox',
  'dispatcher.change.after_evidence',
  'dispatcher.change.after_move',
  'dispatcher.phones.after_settle',
])('a death at %s: the phone repeats its calls and sends once', async (point) => {
  const phone = await new TestPhone(running).save();
  const id = await send(phone);
  const died = dieOnceAt(point);
  let radio = 0;

  const lease = await leaseOf(phone, 10_000);
  const start = await repeated(() => phone.start(lease));
  if (start.send_within_ms > 0) radio++;
  const { message_id, lease_id, fence } = lease;
  const results = await repeated(() => phone.report({ message_id, lease_id, fence, event: 'sent' }));

  expect({ died: died(), radio, status: results[0]!.status }).toEqual({ died: true, radio: 1, status: 'SENT' });
  expect(await read(id)).toMatchObject({ status: 'SENT', attempts: [{ fence: 1, outcome: 'accepted' }] });
});

test('a death after a lease was taken back: the message is leased again, and the first phone cannot start it', async () => {
  const phone = await new TestPhone(running).save();
  const died = dieOnceAt('dispatcher.phones.after_take_back');
  await send(phone);
  const first = await leaseOf(phone, 200);

  const second = await leaseOf(phone, 10_000);

  expect(died()).toBe(true);
  expect(second.fence).toBe(2);
  expect(await phone.start(first)).toMatchObject({ applied: false });
  expect(await phone.start(second)).toMatchObject({ applied: true });
});

test('B52 sent by two phones: both are kept as evidence, it is SENT, and the duplicate is counted', async () => {
  const [one, two] = [await new TestPhone(running).save(), await new TestPhone(running).save()];
  const pool = await running.bus.call(dispatcherContracts.pools.create, {
    tenant: running.tenant,
    environment: 'test',
    by: 'user:u',
    fields: { name: 'two', agents: [one.agent, two.agent] },
  });
  const over = { route: pool.id, category: 'reminder', guarantee: 'at_least_once' } as const;
  const id = (await running.submit([{ to: '+85251234567', ...over }])).items[0]!.id!;
  const first = await leaseOf(one, 200);
  await one.start(first);
  const second = await leaseOf(two, 10_000);
  await two.start(second);

  const report = ({ message_id, lease_id, fence }: LeasedMessage) => ({
    message_id,
    lease_id,
    fence,
    event: 'sent' as const,
  });
  expect(await one.report(report(first))).toMatchObject([{ applied: false, reason: 'stale_lease', status: 'SENT' }]);
  expect(await two.report(report(second))).toMatchObject([{ status: 'SENT' }]);

  expect(await read(id)).toMatchObject({
    status: 'SENT',
    possible_duplicate: true,
    attempts: [
      { fence: 1, outcome: 'accepted', resolved_by: 'phone' },
      { fence: 2, outcome: 'accepted' },
    ],
  });
  const metrics = await (await fetch(`http://127.0.0.1:${running.first.ports.ops}/metrics`)).text();
  expect(metrics).toContain(`postrider_confirmed_duplicates_total{route="${pool.id}",service="dispatcher"} 1`);
});
