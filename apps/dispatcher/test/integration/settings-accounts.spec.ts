// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter; its starts are calls.
import { type RegisterAccountRequest, dispatcherContracts } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import { newAccount, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeEach(async () => {
  running = await runDispatcher();
  await running.another();
}, 60_000);
afterEach(() => running?.close(), 30_000);

/** An adapter that started with these settings `started_ms_ago` registers. */
const start = (key: string, started_ms_ago = 0, over: Partial<RegisterAccountRequest> = {}) =>
  running.bus.call(
    dispatcherContracts.vendorAccounts.register,
    newAccount({ key, callback_key: `of ${key}`, started_ms_ago, ...over }),
  );
const startWithout = (started_ms_ago = 0) =>
  running.bus.call(dispatcherContracts.vendorAccounts.registerNone, { vendor: 'fake', started_ms_ago });
const nameSandbox = (key?: string, started_ms_ago = 0) =>
  running.bus.call(dispatcherContracts.vendorAccounts.registerSandbox, {
    vendor: 'fake',
    started_ms_ago,
    ...(key && { account: newAccount({ key, callback_key: `of ${key}` }) }),
  });
const routes = async () => (await running.bus.call(dispatcherContracts.routes.list, { tenant: running.tenant })).routes;
const inUse = async (): Promise<string[]> => (await routes()).flatMap(({ id, enabled }) => (enabled ? [id] : []));
const by = 'user:u';

test('changed settings replace the earlier account, which sends no more and whose receipts are still read', async () => {
  const old = await start('old');
  expect(old.switched_off).toEqual([running.route]);

  const next = await start('new');

  expect(next.switched_off).toEqual([old.account]);
  expect(await inUse()).toEqual([next.account]);
  const found = await running.bus.call(dispatcherContracts.vendorAccounts.find, {
    vendor: 'fake',
    callback_key: 'of old',
  });
  expect(found).toMatchObject({ account: old.account, sealed: old.sealed });
  const { items } = await running.submit([{}]);
  const sent = await until('it is sent', async () =>
    (await running.messages()).find(({ _id, status }) => _id.endsWith(items[0]!.id!) && status === 'SENT'),
  );
  expect(sent.route).toBe(next.account);
  const { changes } = await running.bus.call(dispatcherContracts.routes.history, {
    tenant: running.tenant,
    id: old.account,
    limit: 1,
  });
  expect(changes[0]).toMatchObject({
    to: { enabled: false },
    reason: 'the settings no longer name it',
    by: 'postrider',
  });
});

test('values that operators set, and the policy, are taken over by the next account', async () => {
  const old = await start('old');
  const { tenant } = running;
  const change = { order: 7, countries: ['HK'], price_micros: 7_500, currency: 'USD' };
  await running.bus.call(dispatcherContracts.routes.change, { tenant, id: old.account, by, change });
  const rules = [{ categories: ['otp' as const], routes: [old.account] }];
  await running.bus.call(dispatcherContracts.policies.save, { tenant, environment: 'test', by, version: 0, rules });

  const next = await start('new');

  expect((await routes()).find(({ id }) => id === next.account)).toMatchObject({ enabled: true, ...change });
  const policy = await running.bus.call(dispatcherContracts.policies.read, { tenant, environment: 'test' });
  expect(policy).toMatchObject({ version: 2, rules: [{ routes: [next.account] }], updated_by: 'postrider' });
});

test('in a rolling restart the last start wins, in whatever order they come, and the account does not change back', async () => {
  const next = await start('new', 1_000);

  const late = await start('old', 60_000);
  expect(late).toMatchObject({ outdated: true, switched_off: [] });
  expect(await inUse()).toEqual([next.account]);

  expect(await startWithout(30_000)).toMatchObject({ switched_off: [] });
  expect((await start('new', 500)).switched_off).toEqual([]);
  expect(await inUse()).toEqual([next.account]);
});

test('after many starts at once, at two dispatchers, only the account of the last one is enabled', async () => {
  const ages = [5_000, 4_000, 3_000, 2_000, 0, 6_000];

  const started = await Promise.all(ages.map((age) => start(`account ${age}`, age)));

  expect(await inUse()).toEqual([started[4]!.account]);
});

test('settings without an account disable the one named before, and the same settings enable it again', async () => {
  const { account } = await start('mine');

  expect((await startWithout()).switched_off).toEqual([account]);
  expect(await inUse()).toEqual([]);

  await start('mine');
  expect(await inUse()).toEqual([account]);
});

test('an account that an operator disabled stays disabled, whatever the settings say', async () => {
  const { account } = await start('mine');
  await running.bus.call(dispatcherContracts.routes.change, {
    tenant: running.tenant,
    id: account,
    by,
    change: { enabled: false },
  });

  await start('mine');
  await startWithout();
  await start('mine');

  expect(await inUse()).toEqual([]);
});

test("the sandbox's account takes test messages beside a live one, also if the settings named it before", async () => {
  const sandbox = await start('of the sandbox');
  const live = await start('live', 0, { environment: 'live' });
  expect(live.switched_off).toEqual([sandbox.account]);

  expect((await nameSandbox('of the sandbox')).switched_off).toEqual([]);
  expect((await inUse()).toSorted()).toEqual([live.account, sandbox.account].toSorted());

  expect((await start('live', 0, { environment: 'live' })).switched_off).toEqual([]);
  const { items } = await running.submit([{}]);
  const sent = await until('it is sent', async () =>
    (await running.messages()).find(({ _id, status }) => _id.endsWith(items[0]!.id!) && status === 'SENT'),
  );
  expect(sent.route).toBe(sandbox.account);
});

test("settings that no longer name the sandbox's account disable it, and leave the other one alone", async () => {
  const live = await start('live', 0, { environment: 'live' });
  await nameSandbox('of the sandbox');
  const [sandbox] = (await inUse()).filter((id) => id !== live.account);

  expect((await nameSandbox(undefined, 60_000)).switched_off).toEqual([]);
  expect((await nameSandbox()).switched_off).toEqual([sandbox]);
  expect(await inUse()).toEqual([live.account]);
});
