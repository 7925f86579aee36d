// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts, type PolicyRule, type SavePhoneRequest } from '#libs/contracts';
import { newRequestId } from '#libs/kernel';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { phones, pools, messages, policies, senders } = dispatcherContracts;
let running: RunningDispatcher;
let other: Awaited<ReturnType<RunningDispatcher['another']>>;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
  other = await running.another();
}, 60_000);
afterAll(() => running?.close(), 30_000);

const newPhoneId = (): string => `phone-${newRequestId()}`;
const save = async (over: Partial<SavePhoneRequest> = {}, bus = running.bus): Promise<string> => {
  const agent = over.agent ?? newPhoneId();
  const phone = { environment: 'test', name: 'A phone', enabled: true, online: true, can_start: true } as const;
  await bus.call(phones.save, { tenant: running.tenant, agent, version: 1, ...phone, ...over });
  return agent;
};
const by = 'user:u';
const create = (fields: object, environment: 'live' | 'test' = 'test') =>
  running.bus.call(pools.create, { tenant: running.tenant, environment, by, fields });
const change = (id: string, fields: object) =>
  running.bus.call(pools.change, { tenant: running.tenant, id, by, change: fields });
const read = (id: string) => running.bus.call(pools.read, { tenant: running.tenant, id });
const list = async (environment?: 'live' | 'test') =>
  (await running.bus.call(pools.list, { tenant: running.tenant, ...(environment && { environment }) })).pools;
const usual = async (environment: 'live' | 'test') => (await list(environment)).find(({ name }) => name === 'phones');
/** A hash of the pools and of the count of changes. */
const storedHashes = async (): Promise<object> => {
  const { collections } = await running.db.command({ dbHash: 1 });
  return Object.fromEntries(['routing_revisions', 'phone_pools'].map((name) => [name, collections[name]]));
};
const explained = async (item: object = {}, bus = running.bus, environment: 'live' | 'test' = 'test') => {
  const call = { tenant: running.tenant, environment, policy: { destinations: ['*'] } };
  const told = await bus.call(messages.simulate, { ...call, item: { to: '+85251234567', text: 'Hello', ...item } });
  return told.explanation ?? told.blocks;
};

test('the first phones of an environment make its pool together, and another dispatcher routes to it at once', async () => {
  const both = [running.bus, other.bus];
  const agents = await Promise.all(Array.from({ length: 20 }, (_, at) => save({ environment: 'live' }, both[at % 2])));

  const found = await list('live');

  expect(found).toMatchObject([{ name: 'phones', environment: 'live', enabled: true, online: 20, version: 20 }]);
  expect(found[0]!.agents.toSorted()).toEqual(agents.toSorted());
  for (const bus of both) expect(await explained({}, bus, 'live')).toMatchObject({ routes: [found[0]!.id] });
});

test('a phone joins the pool that its code named, or the usual one if that is gone', async () => {
  const named = await create({ name: 'Front desk' });
  const ofLive = await create({ name: 'Front desk' }, 'live');

  const agent = await save({ pool: named.id });
  const [late, stray] = [await save({ pool: `pool-${newRequestId()}` }), await save({ pool: ofLive.id })];

  expect(await read(named.id)).toMatchObject({ agents: [agent], online: 1, version: 2 });
  expect((await usual('test'))!.agents).toEqual(expect.arrayContaining([late, stray]));
  expect((await read(ofLive.id)).agents).toEqual([]);
});

test('an older version changes nothing, and a repeat is the same', async () => {
  const agent = await save({ version: 3, online: false });
  const before = await usual('test');

  await save({ agent, version: 2, online: true });
  await save({ agent, version: 3, online: true });

  expect(await explained({ route: agent })).toMatchObject({ skipped: [{ route: agent, reason: 'phones_away' }] });
  expect(await usual('test')).toEqual(before);
  await save({ agent, version: 4, online: true });
  for (const bus of [running.bus, other.bus])
    expect(await explained({ route: agent }, bus)).toMatchObject({ routes: [agent] });
});

test('a phone that was taken out of its pool does not join again', async () => {
  const agent = await save();
  const { id, agents } = (await usual('test'))!;
  await change(id, { agents: agents.filter((it) => it !== agent) });

  await save({ agent, version: 2, name: 'Renamed' });

  expect((await read(id)).agents).not.toContain(agent);
});

test('a process that dies before it has stored the phone leaves one that joins when its save is repeated', async () => {
  const agent = await save();
  const { id } = (await usual('test'))!;
  await running.db.collection('phones').deleteOne({ _id: agent as never });
  const before = await read(id);

  await save({ agent });

  expect(await read(id)).toMatchObject({ agents: before.agents, version: before.version });
});

test('a phone of another tenant is not changed, also not by its id', async () => {
  const agent = await save({ name: 'Mine' });

  await expect(save({ agent, tenant: 'zzzzzzzz', version: 9, name: 'Yours' })).rejects.toMatchObject({
    code: 'not_found',
  });

  expect(await running.db.collection('phones').findOne({ _id: agent as never })).toMatchObject({ name: 'Mine' });
});

test('a revoked phone is no route, and in no pool', async () => {
  const agent = await save();
  await save({ agent, version: 2, revoked: true, online: false });

  expect((await usual('test'))!.agents).not.toContain(agent);
  expect(await explained({ route: agent })).toMatchObject([{ code: 'invalid_field' }]);
  await expect(create({ name: 'With it', agents: [agent] })).rejects.toMatchObject({ code: 'invalid_field' });
});

test('pools are listed in their order, and their changes count', async () => {
  const agents = [await save(), await save({ online: false })];
  const first = await create({ name: 'A first', order: 1, agents: [...agents, agents[0]] });
  expect(first).toMatchObject({ environment: 'test', enabled: true, order: 1, agents, online: 1, version: 1 });

  const changed = await change(first.id, { name: ' Renamed ', enabled: false, order: 2, agents: [] });

  expect(changed).toMatchObject({ name: 'Renamed', enabled: false, order: 2, agents: [], online: 0, version: 2 });
  expect(await read(first.id)).toEqual(changed);
  expect((await list('test'))[0]).toEqual(changed);
  expect((await explained({ route: first.id })) as object).toMatchObject({
    skipped: [{ route: first.id, reason: 'disabled' }],
  });
});

test('a change without a difference makes no new version', async () => {
  const agents = [await save()];
  const pool = await create({ name: 'Same', order: 7, agents });

  expect(await change(pool.id, { name: 'Same', enabled: true, order: 7, agents })).toEqual(pool);
});

test('a phone that is enrolled in the other environment leaves its pools, and joins one there', async () => {
  const agent = await save();

  await save({ agent, version: 2, environment: 'live' });

  expect((await usual('test'))!.agents).not.toContain(agent);
  expect((await usual('live'))!.agents).toContain(agent);
  expect(await explained({ route: agent }, other.bus, 'live')).toMatchObject({ routes: [agent] });
});

test('a phone that joins while its pool is changed is not lost', async () => {
  const pool = await create({ name: 'Busy' });
  const joins = Array.from({ length: 10 }, () => save({ pool: pool.id }));
  const changes = Array.from({ length: 5 }, (_, order) => change(pool.id, { order }));

  const agents = await Promise.all(joins);
  await Promise.all(changes);

  expect((await read(pool.id)).agents.toSorted()).toEqual(agents.toSorted());
  expect((await read(pool.id)).version).toBe(16);
});

test.each<[string, object, string, RegExp]>([
  ['no name', {}, 'invalid_field', /name is empty/],
  ['an empty name', { name: ' ' }, 'invalid_field', /name is empty/],
  ['the id of a pool as its name', { name: `pool-${newRequestId()}` }, 'invalid_field', /id of a pool/],
  ['an order out of range', { name: 'x', order: -1 }, 'invalid_field', /order must be/],
  ['a phone that nobody has', { name: 'x', agents: [newPhoneId()] }, 'invalid_field', /does not exist/],
  ['a name that is taken', { name: 'Taken' }, 'name_taken', /has the name/],
])('a pool with %s is refused', async (_, fields, code, detail) => {
  await create({ name: 'Taken' }).catch(() => undefined);

  await expect(create(fields)).rejects.toMatchObject({ code, detail: expect.stringMatching(detail) });
});

test('a name that is taken is refused before anything is written', async () => {
  const [taken, pool] = [await create({ name: 'First' }), await create({ name: 'Second' })];
  const before = await storedHashes();

  await expect(create({ name: ' First ' })).rejects.toMatchObject({ code: 'name_taken' });
  await expect(change(pool.id, { name: 'First' })).rejects.toMatchObject({ code: 'name_taken' });

  expect(await storedHashes()).toEqual(before);
  expect(await change(taken.id, { name: 'First', order: 3 })).toMatchObject({ name: 'First', order: 3 });
});

test('a phone of the other environment is not put in a pool, and a name is free in the other environment', async () => {
  const live = await save({ environment: 'live' });

  await expect(create({ name: 'Mixed', agents: [live] })).rejects.toMatchObject({ code: 'invalid_field' });
  expect(await create({ name: 'Mixed', agents: [live] }, 'live')).toMatchObject({ agents: [live] });
  const pool = await create({ name: 'Mixed' });
  await expect(change(pool.id, { agents: [live] })).rejects.toMatchObject({ code: 'invalid_field' });
  await expect(change(pool.id, { name: 'phones' })).rejects.toMatchObject({ code: 'name_taken' });
});

test('a pool of another tenant does not exist, and a deleted one is no route any more', async () => {
  const { id } = await create({ name: 'Short-lived' });
  const foreign = { tenant: 'zzzzzzzz', id, by };
  await expect(running.bus.call(pools.read, foreign)).rejects.toMatchObject({ code: 'not_found' });
  await expect(running.bus.call(pools.change, { ...foreign, change: {} })).rejects.toMatchObject({ code: 'not_found' });
  await expect(running.bus.call(pools.delete, foreign)).rejects.toMatchObject({ code: 'not_found' });
  expect(await explained({ route: id })).toMatchObject({ skipped: [{ reason: 'no_phone' }] });

  await running.bus.call(pools.delete, { tenant: running.tenant, id, by });

  await expect(read(id)).rejects.toMatchObject({ code: 'not_found' });
  for (const bus of [running.bus, other.bus])
    expect(await explained({ route: id }, bus)).toMatchObject([{ code: 'invalid_field' }]);
});

const rulesOf = (...rules: PolicyRule[]) => ({ tenant: running.tenant, environment: 'test' as const, by, rules });

test('a policy puts phones behind vendors, before them, or beside them by weights', async () => {
  const agent = await save();
  const { id: pool } = await create({ name: 'In a policy', agents: [agent] });
  const [vendor, live] = [running.route, await save({ environment: 'live' })];
  let version = 0;
  const saved = async (rule: PolicyRule): Promise<void> => {
    ({ version } = await running.bus.call(policies.save, { ...rulesOf(rule), version }));
  };

  for (const routes of [[vendor, pool], [agent, vendor], [pool]]) {
    await saved({ routes });
    for (const bus of [running.bus, other.bus]) expect(await explained({}, bus)).toMatchObject({ routes, skipped: [] });
  }
  await saved({ weighted: [vendor, pool, agent].map((route) => ({ route, weight: 1 })) });
  expect(((await explained()) as { routes: string[] }).routes.toSorted()).toEqual([vendor, pool, agent].toSorted());
  for (const [routes, says] of [
    [[live], 'other environment'],
    [[newPhoneId()], 'does not exist'],
  ] as const)
    await expect(saved({ routes: [...routes] })).rejects.toMatchObject({
      code: 'invalid_policy',
      detail: expect.stringContaining(says),
    });

  await save({ agent, version: 2, enabled: false });
  await saved({ routes: [pool, vendor] });
  expect(await explained()).toMatchObject({ routes: [vendor], skipped: [{ route: pool, reason: 'no_phone' }] });
  await running.bus.call(policies.save, { ...rulesOf(), version });
});

test('phones carry a message with a sender only if the sender is assigned to them', async () => {
  const agent = await save();
  const { id: pool } = await create({ name: 'With a sender', agents: [agent] });
  const sender = { value: 'ACME', routes: [running.route] };
  const assign = (routes: string[]) =>
    running.bus.call(senders.save, { tenant: running.tenant, by, sender: { ...sender, routes } });

  await assign([running.route]);
  expect(await explained({ route: pool, sender: 'ACME' })).toMatchObject([{ code: 'sender_not_owned' }]);
  await assign([running.route, pool]);
  expect(await explained({ route: pool, sender: 'ACME' })).toMatchObject({ routes: [pool] });
  const { changes } = await running.bus.call(senders.history, {
    tenant: running.tenant,
    value: 'ACME',
    environment: 'test',
    limit: 10,
  });
  const list = { tenant: running.tenant, environment: 'test' as const };
  expect((await running.bus.call(senders.list, list)).phones).toEqual(expect.arrayContaining([agent, pool]));
  expect(changes[0]).toMatchObject({ from: [running.route], to: [running.route, pool] });
  await expect(assign([newPhoneId()])).rejects.toMatchObject({ code: 'invalid_sender' });
});

test('health, routes and accounts are those of vendors, also where there are phones', async () => {
  const agent = await save();
  const { routes } = await running.bus.call(dispatcherContracts.routes.list, { tenant: running.tenant });
  const { accounts } = await running.bus.call(dispatcherContracts.accounts.list, { tenant: running.tenant });
  const health = await running.bus.call(dispatcherContracts.routes.health, { tenant: running.tenant });
  const metrics = await (await fetch(`http://127.0.0.1:${running.first.ports.ops}/metrics`)).text();

  for (const some of [routes, accounts]) expect(some.map(({ id }) => id)).toEqual([running.route]);
  expect(health.routes.map(({ route }) => route)).toEqual([running.route]);
  expect(metrics).toContain(running.route);
  expect(metrics).not.toContain(agent);
});
