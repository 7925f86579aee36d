// Real: dispatcher, nats-server, mongod, opossum. Scripted: the vendor's adapter, on the real bus, with two accounts.
import { dispatcherContracts } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeEach(async () => {
  running = await runDispatcher({ timeScale: 4 });
}, 60_000);
afterEach(() => running?.close(), 30_000);

test('a message without a slot on the next route waits for one, not for its own route', async () => {
  const first = running.route;
  const second = await running.addRoute({ key: 'second' });
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  running.vendor.deliver = async function* (items, account) {
    if (account === first) return yield* answering({ outcome: 'vendor_fault', fault: 'misconfigured' })(items);
    await released;
    yield* acceptAll(items);
  };
  await running.submit(Array.from({ length: 90 }, () => ({ route: second })));
  await until('the second is nearly full', () => running.sentOn(second).length === 90);

  await running.submit(Array.from({ length: 60 }, () => ({})));
  await until('the first has refused them', () => running.sentOn(first).length >= 60);
  await until('those without a slot wait', async () =>
    (await running.messages()).some(({ status }) => status === 'PENDING'),
  );
  release();

  await until(
    'all are SENT',
    async () => (await running.messages()).filter(({ status }) => status === 'SENT').length === 150,
    { withinMs: 30_000 },
  );
}, 120_000);

test('a code whose own route rests for long is due when its next route is back', async () => {
  const first = running.route;
  const second = await running.addRoute({ key: 'second' });
  const force = (word: 'open' | 'auto') => {
    const of = { tenant: running.tenant, id: second, by: 'user:u', reason: 'a test', for_s: 600 };
    return running.bus.call(dispatcherContracts.routes.force, { ...of, force: word });
  };
  await force('open');
  running.vendor.deliver = (items, account) =>
    (account === first ? answering({ outcome: 'vendor_fault', fault: 'misconfigured' }) : acceptAll)(items);
  await running.submit([{ category: 'otp' }]);
  const waiting = await until('it waits for either', async () =>
    (await running.messages()).find(({ status, fence }) => status === 'PENDING' && fence === 1),
  );

  await force('auto');

  await until('it is SENT', async () => (await running.messages())[0]!.status === 'SENT', { withinMs: 15_000 });
  expect([...waiting.waits_for!.routes].sort()).toEqual([first, second].sort());
}, 120_000);
