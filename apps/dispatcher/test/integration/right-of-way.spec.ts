// Real: dispatcher, nats-server, mongod with its profiler. Scripted: the vendor's adapter, on the real bus.
import { until } from '../../../../e2e/harness/wait.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const BULK = 400;

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
  await db().command({ profile: 2 });
}, 60_000);
afterAll(() => running?.close(), 30_000);

const db = () => running.db;

/** Sends advertising to its end; returns the size of the largest insert and of the largest call to the vendor. */
async function sendBulk(): Promise<{ inserted: number; called: number }> {
  const ts = { $gte: new Date() };
  const { request_id } = await running.submit(Array.from({ length: BULK }, () => ({ category: 'marketing' as const })));
  const ofBulk = { _id: { $regex: request_id } as never };
  const sent = () =>
    db()
      .collection('sms_messages')
      .countDocuments({ ...ofBulk, status: 'SENT' });
  await until('the advertising is SENT', async () => (await sent()) === BULK, { withinMs: 30_000 });

  const inserts = { op: 'insert', ns: `${db().databaseName}.sms_messages`, ts };
  const seen = await db().collection('system.profile').find<{ ninserted: number }>(inserts).toArray();
  const calls = running.vendor.calls.filter(({ items }) => items[0]!.id.includes(request_id));
  return {
    inserted: Math.max(...seen.map(({ ninserted }) => ninserted)),
    called: Math.max(...calls.map(({ items }) => items.length)),
  };
}

test('advertising is written and sent in small pieces while codes are sent, and in large ones before', async () => {
  const before = await sendBulk();
  await running.submit([{ category: 'otp' }]);
  const meanwhile = await sendBulk();

  expect(before).toEqual({ inserted: 200, called: 100 });
  expect(meanwhile).toEqual({ inserted: 50, called: 25 });
}, 60_000);
