// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus; phones are their calls.
import { dispatcherContracts, type LeasedMessage, type SubmitItem } from '#libs/contracts';
import { sleep } from '#libs/kernel';
import { TestPhone } from '../builders/phones.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { messages, policies } = dispatcherContracts;
let running: RunningDispatcher;
let one: TestPhone;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
  one = await new TestPhone(running).save();
  const of = { tenant: running.tenant, environment: 'test' as const, by: 'user:u' };
  await running.bus.call(policies.save, { ...of, version: 0, rules: [{ routes: [one.agent, running.route] }] });
}, 60_000);
afterAll(() => running?.close(), 30_000);

const read = (id: string) => running.bus.call(messages.read, { tenant: running.tenant, id, reads_content: true });
const hasStatus = async (id: string, status: string) => {
  for (let at = 0; at < 200; at++) {
    const found = await read(id);
    if (found.status === status) return found;
    await sleep(50);
  }
  throw new Error(`${id} is not ${status}, but ${(await read(id)).status}`);
};
const started = async (over: Partial<SubmitItem> = {}, lease_ms = 15_000): Promise<LeasedMessage> => {
  await running.submit([{ to: '+85251234567', text: 'A text', ...over }]);
  for (;;) {
    const [lease] = (await one.lease({ limit: 1, lease_ms })).leases;
    if (!lease) {
      await sleep(50);
      continue;
    }
    await one.start(lease);
    return lease;
  }
};
const grant = ({ message_id, lease_id, fence }: LeasedMessage) => ({ message_id, lease_id, fence });
const FAULT = { event: 'failed', outcome: 'vendor_fault', fault: 'down', code: 'NO_SERVICE' } as const;

test('a fault told after UNKNOWN sends an at-most-once message nowhere else', async () => {
  const lease = await started();

  const results = await one.report({ ...grant(lease), event: 'unknown' }, { ...grant(lease), ...FAULT });

  expect(results[1]).toMatchObject({ applied: false });
  await hasStatus(lease.message_id, 'UNCONFIRMED');
  expect(running.sentOn(running.route)).toEqual([]);
});

test('SENT told after UNKNOWN is in the evidence', async () => {
  const lease = await started();

  const results = await one.report({ ...grant(lease), event: 'unknown' }, { ...grant(lease), event: 'sent' });

  expect(results[1]).toMatchObject({ applied: true, status: 'SENT' });
  const rows = (await running.evidence()).filter((row) => row.message?.endsWith(lease.message_id));
  expect(rows).toContainEqual(expect.objectContaining({ fence: 1, outcome: 'accepted' }));
});

test('a fault that is told after the lease ended proves that nothing was sent', async () => {
  const lease = await started({}, 300);
  await hasStatus(lease.message_id, 'UNCONFIRMED');

  expect(await one.report({ ...grant(lease), ...FAULT })).toMatchObject([{ applied: true, status: 'FAILED' }]);
  expect(await one.report({ ...grant(lease), ...FAULT })).toMatchObject([{ applied: false }]);
  expect(running.sentOn(running.route)).toEqual([]);
});
