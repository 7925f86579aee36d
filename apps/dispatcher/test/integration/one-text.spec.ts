// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
}, 60_000);
afterAll(() => running?.close());

test('one text is accepted, sent and delivered', async () => {
  const answer = await running.submit([{}]);
  const id = answer.items[0]!.id!;

  const sent = await until('it is SENT', async () => {
    const view = await running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
    return view.status === 'SENT' && view;
  });
  expect(sent.attempts).toMatchObject([{ fence: 1, outcome: 'accepted', vendor: 'fake' }]);

  const receipt = { vendor_message_id: sent.attempts[0]!.vendor_message_id!, status: 'DELIVERED' as const };
  const { tenant, route } = running;
  await running.bus.call(dispatcherContracts.receipts.record, { tenant, route, vendor: 'fake', receipts: [receipt] });

  const delivered = await running.bus.call(dispatcherContracts.messages.read, { tenant, id });
  expect(delivered.status).toBe('DELIVERED');
  expect(delivered.timeline.map(({ kind }) => kind)).toEqual(['accepted', 'answer', 'receipt']);
});

test('a batch of 2,000 is fed in chunks and sent once each', async () => {
  const before = running.vendor.delivered.length;
  const answer = await running.submit(Array.from({ length: 2000 }, () => ({})));

  const done = await until('all are SENT', async () => {
    const view = await running.bus.call(dispatcherContracts.requests.read, {
      tenant: running.tenant,
      id: answer.request_id,
      limit: 10,
    });
    return view.counts.SENT === 2000 && view;
  });

  expect(done).toMatchObject({ state: 'done', accepted: 2000 });
  expect(running.vendor.delivered.length - before).toBe(2000);
}, 30_000);
