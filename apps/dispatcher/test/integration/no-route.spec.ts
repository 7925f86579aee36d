// Real: dispatcher, NATS, MongoDB. The vendor's adapter is scripted; it has an account for test messages alone.
import { dispatcherContracts } from '#libs/contracts';
import { runDispatcher, submission, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeEach(async () => {
  running = await runDispatcher();
});
afterEach(() => running.close());

const OTHER = { test: 'live', live: 'test' } as const;
const ITEM = { to: '+12025550142', text: 'hi' };

/** The environment of the only account. */
async function environment(): Promise<'live' | 'test'> {
  const account = await running.db.collection<{ environment: 'live' | 'test' }>('vendor_accounts').findOne();
  return account!.environment;
}

test('if the tenant has no route at all a call is refused and nothing is stored', async () => {
  const without = OTHER[await environment()];

  await expect(running.submit([ITEM], { environment: without })).rejects.toMatchObject({
    code: 'no_route',
    detail: expect.stringContaining(`There is no vendor account for ${without} messages.`),
  });

  expect(await running.requests()).toEqual([]);
  const { items, policy } = submission(running.tenant, [ITEM], {});
  const asked = { tenant: running.tenant, environment: without, policy, item: items[0]! };
  expect((await running.bus.call(dispatcherContracts.messages.simulate, asked)).blocks).toMatchObject([
    { code: 'no_route' },
  ]);
});

test('a new route counts for the next call', async () => {
  const without = OTHER[await environment()];
  await expect(running.submit([ITEM], { environment: without })).rejects.toMatchObject({ code: 'no_route' });

  await running.addRoute({ environment: without, key: 'new' });

  expect(await running.submit([ITEM], { environment: without })).toMatchObject({ accepted: 1 });
});

test('a repeat of an accepted call gives the same answer once there is no route any more', async () => {
  const command = submission(running.tenant, [ITEM], { idempotency_key: 'once' });
  const first = await running.bus.call(dispatcherContracts.messages.submit, command);
  await running.db.collection('vendor_accounts').deleteMany({});
  const { bus } = await running.another();
  await running.first.close();
  const fresh = submission(running.tenant, [ITEM], {});
  await expect(bus.call(dispatcherContracts.messages.submit, fresh)).rejects.toMatchObject({ code: 'no_route' });

  const again = await bus.call(dispatcherContracts.messages.submit, { ...command, request_id: fresh.request_id });

  expect(again).toMatchObject({ request_id: first.request_id, replayed: true });
});

test('a message that none of the routes takes now is accepted with a warning', async () => {
  const { tenant, route: id } = running;
  await running.bus.call(dispatcherContracts.routes.change, { tenant, id, by: 'user:u', change: { enabled: false } });
  const { items } = await running.submit([ITEM]);

  expect(items).toMatchObject([{ status: 'PENDING', warnings: ['no_route_now'] }]);
});

test('with a route that takes it there is no warning', async () => {
  expect((await running.submit([ITEM])).items).toMatchObject([{ warnings: [] }]);
});
