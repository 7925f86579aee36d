// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { type PolicyRule, type RouteChange, dispatcherContracts, routesChanged } from '#libs/contracts';
import type { PostriderError } from '#libs/kernel';
import { connect } from '@nats-io/transport-node';
import { newAccount, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
const told: { tenant: string; routes: string[] }[] = [];
let stopListening: () => Promise<void>;
beforeAll(async () => {
  running = await runDispatcher();
  const connection = await connect({ servers: running.nats.url });
  connection.subscribe(`${running.nats.prefix}>`, {
    callback: (_, message) => {
      if (message.subject.endsWith(routesChanged.subject)) told.push(message.json());
    },
  });
  await connection.flush();
  stopListening = () => connection.close();
}, 60_000);
afterAll(async () => {
  await stopListening?.();
  await running?.close();
}, 30_000);

const STRANGER = 'zzzzzzzz';
const by = 'user:u';
const of = () => ({ tenant: running.tenant, by });
const change = (fields: RouteChange, over = {}) =>
  running.bus.call(dispatcherContracts.routes.change, { ...of(), id: running.route, change: fields, ...over });
const force = (word: 'open' | 'closed' | 'auto', over = {}) =>
  running.bus.call(dispatcherContracts.routes.force, {
    ...of(),
    id: running.route,
    force: word,
    for_s: 60,
    reason: 'Maintenance',
    ...over,
  });
const routes = async (over = {}) =>
  (await running.bus.call(dispatcherContracts.routes.list, { tenant: running.tenant, ...over })).routes;
const history = async () =>
  (
    await running.bus.call(dispatcherContracts.routes.history, {
      tenant: running.tenant,
      id: running.route,
      limit: 100,
    })
  ).changes;
const policy = (rules: PolicyRule[], version: number) =>
  running.bus.call(dispatcherContracts.policies.save, { ...of(), environment: 'test', version, rules });
const account = (name: string, over = {}, tenant: string = running.tenant) =>
  running.bus.call(dispatcherContracts.accounts.save, { tenant, by, name, account: newAccount(over) });
const at = (callback_key: string) =>
  running.bus.call(dispatcherContracts.vendorAccounts.find, { vendor: 'fake', callback_key });
const refusal = async (call: Promise<unknown>): Promise<PostriderError> => {
  const [end] = await Promise.allSettled([call]);
  if (end.status === 'rejected') return end.reason as PostriderError;
  throw new Error('It was not refused.');
};

test('given fields are changed, null removes a value, and every replica is told', async () => {
  told.length = 0;

  const changed = await change({ name: 'Main', countries: ['HK'], price_micros: 7_500, currency: 'USD' });
  const after = await change({ countries: null, enabled: false });

  expect(changed).toMatchObject({ name: 'Main', countries: ['HK'], price_micros: 7_500, enabled: true });
  expect(after).toMatchObject({ name: 'Main', price_micros: 7_500, enabled: false });
  expect(after).not.toHaveProperty('countries');
  expect(after.state.version).toBe(changed.state.version + 1);
  expect(told).toEqual(Array(2).fill({ tenant: running.tenant, routes: [running.route] }));
  expect((await history())[0]).toMatchObject({
    version: after.state.version,
    what: 'settings',
    from: { countries: ['HK'], enabled: true },
    to: { countries: null, enabled: false },
    by,
  });
});

test('an equal value makes no new version', async () => {
  const before = await change({ name: 'Main', enabled: true });

  const after = await change({ name: 'Main', enabled: true });

  expect(after).toEqual(before);
});

test('invalid values are refused, and so is another tenant', async () => {
  expect((await refusal(change({ countries: ['hk'] }))).code).toBe('invalid_field');
  expect((await refusal(change({ price_micros: null }))).code).toBe('invalid_field');
  expect((await refusal(change({ enabled: false }, { tenant: STRANGER }))).code).toBe('not_found');
  expect((await refusal(force('open', { tenant: STRANGER }))).code).toBe('not_found');
  expect((await refusal(force('open', { reason: ' ' }))).code).toBe('invalid_field');
  const query = { tenant: STRANGER, id: running.route, limit: 1 };
  expect((await refusal(running.bus.call(dispatcherContracts.routes.history, query))).code).toBe('not_found');
  expect(await routes({ tenant: STRANGER })).toEqual([]);
  expect(await routes({ environment: 'live' })).toEqual([]);
});

test('twenty changes of one route at once are all made, each with its own version', async () => {
  const before = (await routes())[0]!.state.version;

  await Promise.all(Array.from({ length: 20 }, (_, at) => change({ order: 100 + at })));

  const versions = (await history()).map(({ version }) => version);
  expect((await routes())[0]!.state.version).toBe(before + 20);
  expect(new Set(versions).size).toBe(versions.length);
}, 30_000);

test('an override applies for its time, and auto ends it', async () => {
  const forced = await force('open');
  const ended = await force('auto', { reason: 'Over' });

  expect(forced.state.override).toMatchObject({ force: 'open', by, reason: 'Maintenance' });
  expect(Date.parse(forced.state.override!.until) - Date.now()).toBeGreaterThan(50_000);
  expect(ended.state).not.toHaveProperty('override');
  expect((await force('auto')).state.version).toBe(ended.state.version);
  expect((await history())[0]).toMatchObject({ what: 'override', from: { force: 'open' }, reason: 'Over' });
});

test('an adapter that starts again does not change values that operators set', async () => {
  await change({ name: 'Named', enabled: false, order: 7, countries: ['HK'], price_micros: 1, currency: 'USD' });
  await force('closed');
  const before = (await routes())[0]!;
  const settings = { key: 'k', callback_key: 'c2', sealed: 'renewed', order: 99, receipts: 'poll' as const };

  await running.bus.call(dispatcherContracts.vendorAccounts.register, newAccount(settings));

  expect((await routes())[0]).toEqual({ ...before, receipts: 'poll' });
  const found = await running.bus.call(dispatcherContracts.vendorAccounts.find, {
    vendor: 'fake',
    account: running.route,
  });
  expect(found.sealed).toBe('renewed');
  await running.bus.call(dispatcherContracts.vendorAccounts.register, newAccount({ key: 'k', callback_key: 'c' }));
  await change({ enabled: true, countries: null });
});

test('of many replacements of a policy made from one version one succeeds', async () => {
  const none = await running.bus.call(dispatcherContracts.policies.read, {
    tenant: running.tenant,
    environment: 'test',
  });
  const rules = [{ countries: ['HK'], routes: [running.route] }, { weighted: [{ route: running.route, weight: 3 }] }];
  told.length = 0;

  const ends = await Promise.allSettled(Array.from({ length: 20 }, () => policy(rules, 0)));
  const second = await policy([], 1);

  expect(none).toEqual({ environment: 'test', version: 0, rules: [] });
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(second).toMatchObject({ version: 2, rules: [], updated_by: by });
  expect((await refusal(policy(rules, 1))).code).toBe('version_conflict');
  expect(told).toEqual(Array(2).fill({ tenant: running.tenant, routes: [] }));
  const changes = running.db.collection('route_changes').find({ what: 'policy' });
  expect((await changes.toArray()).map(({ version }) => version as number)).toEqual([1, 2]);
  expect(
    (await running.bus.call(dispatcherContracts.policies.read, { tenant: STRANGER, environment: 'test' })).version,
  ).toBe(0);
});

test('a policy with a route of another tenant, or of the other environment, is refused', async () => {
  const live = await account('Live', { key: 'live', environment: 'live' });
  const foreign = await account('Foreign', { key: 'foreign' }, STRANGER);

  for (const route of [live.id, foreign.id, 'none']) {
    expect((await refusal(policy([{ routes: [route] }], 2))).code).toBe('invalid_policy');
  }
});

test('a sender is saved, listed, replaced and deleted, separately for each tenant', async () => {
  const save = (value: string, own: string[], tenant: string = running.tenant) =>
    running.bus.call(dispatcherContracts.senders.save, { tenant, sender: { value, routes: own } });
  const list = async (tenant: string = running.tenant) =>
    (await running.bus.call(dispatcherContracts.senders.list, { tenant })).senders;
  const remove = (tenant: string) =>
    running.bus.call(dispatcherContracts.senders.delete, { tenant, value: 'Postrider' });

  await save('Postrider', [running.route]);

  expect(await save('Postrider', [running.route])).toEqual({ value: 'Postrider', routes: [running.route] });
  expect(await list()).toEqual([{ value: 'Postrider', routes: [running.route] }]);
  expect(await list(STRANGER)).toEqual([]);
  expect((await refusal(save('1OO1', [running.route]))).code).toBe('invalid_sender');
  expect((await refusal(save('Postrider', ['none']))).code).toBe('invalid_sender');
  expect((await refusal(save('Postrider', []))).code).toBe('invalid_sender');
  expect((await refusal(save('Postrider', [running.route], STRANGER))).code).toBe('invalid_sender');
  expect((await refusal(remove(STRANGER))).code).toBe('not_found');
  await remove(running.tenant);
  expect(await list()).toEqual([]);
});

test('the same key gives the same account, a newer one replaces its secrets, and no secret is returned', async () => {
  const made = await account('First', { key: 'api', fields: ['token'] });
  await running.bus.call(dispatcherContracts.routes.change, { ...of(), id: made.id, change: { enabled: false } });
  told.length = 0;

  const again = await account('Second', { key: 'api', sealed: 'newer', fields: ['token', 'sid'] });
  await running.bus.call(
    dispatcherContracts.vendorAccounts.register,
    newAccount({ key: 'api', sealed: 'from settings' }),
  );

  expect(made).toMatchObject({ name: 'First', source: 'api', enabled: true });
  expect(again).toMatchObject({ id: made.id, name: 'Second', enabled: false, fields: ['token', 'sid'] });
  expect(told).toEqual(Array(2).fill({ tenant: running.tenant, routes: [made.id] }));
  const { sealed } = await running.bus.call(dispatcherContracts.vendorAccounts.find, {
    vendor: 'fake',
    account: made.id,
  });
  expect(sealed).toBe('newer');
  const { accounts } = await running.bus.call(dispatcherContracts.accounts.list, { tenant: running.tenant });
  expect(accounts.find(({ id }) => id === made.id)).toEqual(again);
  expect(JSON.stringify(accounts)).not.toContain('newer');
});

test('settings of another account are refused, and neither account changes', async () => {
  const made = await account('Mine', { key: 'one of two', callback_key: 'at one' });
  const others = newAccount({ key: 'the other', callback_key: 'at other' });
  const saved = { tenant: running.tenant, by, id: made.id, name: 'Theirs', account: others };

  const refused = await refusal(running.bus.call(dispatcherContracts.accounts.save, saved));

  expect(refused).toMatchObject({ code: 'invalid_account', detail: expect.stringContaining('another account') });
  const { accounts } = await running.bus.call(dispatcherContracts.accounts.list, { tenant: running.tenant });
  expect(accounts.map(({ name }) => name)).not.toContain('Theirs');
});

test('accounts and the health of routes are restricted to one environment, if one is given', async () => {
  const live = await account('Live', { key: 'of live', callback_key: 'of live', environment: 'live' });
  const told = async (environment?: 'live' | 'test') => {
    const query = { tenant: running.tenant, ...(environment && { environment }) };
    const { accounts } = await running.bus.call(dispatcherContracts.accounts.list, query);
    const { routes: health } = await running.bus.call(dispatcherContracts.routes.health, query);
    return [accounts.map(({ id }) => id), health.map(({ route }) => route)];
  };

  for (const ids of await told('live')) {
    expect(ids).toContain(live.id);
    expect(ids).not.toContain(running.route);
  }
  for (const ids of await told('test')) {
    expect(ids).toContain(running.route);
    expect(ids).not.toContain(live.id);
  }
  for (const ids of await told()) expect(ids).toEqual(expect.arrayContaining([live.id, running.route]));
});

test('two tenants with one key have two accounts', async () => {
  const mine = await account('Mine', { key: 'both', callback_key: 'at mine' });
  const theirs = await account('Theirs', { key: 'both', callback_key: 'at theirs' }, STRANGER);

  expect(theirs.id).not.toBe(mine.id);
  const { accounts } = await running.bus.call(dispatcherContracts.accounts.list, { tenant: STRANGER });
  expect(accounts.map(({ name }) => name)).not.toContain('Mine');
  expect(await at('at mine')).toMatchObject({ account: mine.id, tenant: running.tenant });
  expect(await at('at theirs')).toMatchObject({ account: theirs.id, tenant: STRANGER });
});

test('an account whose callback address changed is still found by its former one: receipts in flight use it', async () => {
  const { account: id } = await running.bus.call(
    dispatcherContracts.vendorAccounts.register,
    newAccount({ key: 'moving', callback_key: 'former' }),
  );

  for (const sealed of ['first', 'second']) await account('Moved', { key: 'moving', callback_key: 'new', sealed });

  expect(await at('new')).toMatchObject({ account: id, sealed: 'second' });
  expect(await at('former')).toMatchObject({ account: id, sealed: 'second' });
});

test('an address belongs to its present account before an account that had it once', async () => {
  await account('Gone', { key: 'gone', callback_key: 'shared' });
  const { id } = await account('Stays', { key: 'stays', callback_key: 'shared' }, STRANGER);

  await account('Gone', { key: 'gone', callback_key: 'elsewhere' });

  expect(await at('shared')).toMatchObject({ account: id, tenant: STRANGER });
});
