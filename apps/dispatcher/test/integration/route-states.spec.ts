// Real: mongod, driver, repositories. Announcements are recorded.
import type { TenantId } from '#libs/kernel';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import type { RouteAnnouncements } from '../../src/application/routes/ports.ts';
import { MongoAccounts } from '../../src/outbound/mongo/accounts.repository.ts';
import { collectionsOf, type AccountDocument } from '../../src/outbound/mongo/collections.ts';
import { MongoRoutingSource } from '../../src/outbound/mongo/routing-source.repository.ts';
import { MongoRouteStates } from '../../src/outbound/mongo/route-states.repository.ts';
import { TENANT } from '../builders/ledger-documents.ts';
import { newAccount } from '../builders/running-dispatcher.ts';

const STRANGER = 'zzzzzzzz' as TenantId;
const told: { tenant: TenantId; routes: readonly string[] }[] = [];
let mongo: TestMongo;
let states: MongoRouteStates;
let source: MongoRoutingSource;
const lines: object[] = [];
let accounts: MongoAccounts;
let id: string;

beforeAll(async () => {
  mongo = await testMongo();
  const collections = collectionsOf(mongo.session);
  accounts = new MongoAccounts(collections);
  const announcements: RouteAnnouncements = {
    routesChanged: async (tenant, routes) => void told.push({ tenant: tenant!, routes }),
    changingRoutes: async (tenant, routes, change) => {
      const result = await change();
      told.push({ tenant, routes });
      return result;
    },
  };
  const log = { error: (event: string, fields = {}) => void lines.push({ event, ...fields }) };
  states = new MongoRouteStates(collections, announcements, log);
  source = new MongoRoutingSource(collections, log);
}, 60_000);
afterAll(() => mongo?.close());
beforeEach(async () => {
  told.length = 0;
  lines.length = 0;
  await mongo.session.collection('vendor_accounts').deleteMany({});
  await mongo.session.collection('route_changes').deleteMany({});
  await accounts.upsert(TENANT, newAccount());
  id = (await states.ofTenant(TENANT))[0]!._id;
});

const opening = { what: 'breaker', from: 'closed', to: 'open', reason: 'failures', by: 'postrider' };
const open = (version: number) =>
  states.change({ id, version }, { state: { breaker: 'open', open_until: new Date(5_000), openings: 1 } }, opening);

test('a change is written once, with its history row and its announcement', async () => {
  expect(await open(1)).toBe(true);

  expect((await states.byId(TENANT, id))!.state).toMatchObject({ version: 2, breaker: 'open', openings: 1 });
  expect(await states.history(TENANT, id, 10)).toEqual([{ ...opening, version: 2, at: expect.any(Date) }]);
  expect(told).toEqual([{ tenant: TENANT, routes: [id] }]);
});

test('of many changes made from one version one succeeds', async () => {
  const results = await Promise.all(Array.from({ length: 20 }, () => open(1)));

  expect(results.filter(Boolean)).toHaveLength(1);
  expect(await states.history(TENANT, id, 10)).toHaveLength(1);
  expect((await states.byId(TENANT, id))!.state.version).toBe(2);
});

test('null removes a field, and fields that are not given stay', async () => {
  await open(1);

  await states.change(
    { id, version: 2 },
    { state: { breaker: 'ramp', open_until: null }, settings: { countries: ['HK'] } },
    { ...opening, to: 'ramp', reason: 'probe_passed' },
  );

  const { state, countries } = (await states.byId(TENANT, id))!;
  expect(state).toEqual({ version: 3, breaker: 'ramp', since: expect.any(Date), openings: 1, penalty: 0 });
  expect(countries).toEqual(['HK']);
});

test('another tenant can neither read nor change a route, nor see its history', async () => {
  await open(1);

  const changed = await states.change({ tenant: STRANGER, id, version: 2 }, { settings: { enabled: false } }, opening);

  expect(changed).toBe(false);
  expect(await states.byId(STRANGER, id)).toBeNull();
  expect(await states.ofTenant(STRANGER)).toEqual([]);
  expect(await states.history(STRANGER, id, 10)).toEqual([]);
});

test('a history row that a crash lost is written by the next change and by the next reader', async () => {
  await open(1);
  await mongo.session.collection('route_changes').deleteMany({});
  expect((await states.history(TENANT, id, 10)).map(({ version }) => version)).toEqual([2]);

  await mongo.session.collection('route_changes').deleteMany({});
  await states.change({ id, version: 2 }, { state: { penalty: 5 } }, { ...opening, what: 'weight' });

  expect((await states.history(TENANT, id, 10)).map(({ version }) => version)).toEqual([3, 2]);
  expect((await states.history(TENANT, id, 10, 3)).map(({ version }) => version)).toEqual([2]);
});

test('the records that are read contain no secret', async () => {
  await accounts.upsert(TENANT, newAccount({ key: 'polled', receipts: 'poll' }));

  const read = [...(await states.polled()), ...(await states.ofTenant(TENANT)), await states.byId(TENANT, id)];

  expect(read).toHaveLength(4);
  const stored = await mongo.session.collection<AccountDocument>('vendor_accounts').findOne({});
  expect(stored).toHaveProperty('sealed');
  for (const route of read) {
    expect(route).not.toHaveProperty('sealed');
    expect(route).not.toHaveProperty('callback_key');
  }
});

test('accounts to poll are those of every tenant whose vendor does not call back', async () => {
  await accounts.upsert(TENANT, newAccount({ key: 'none', receipts: 'none' }));
  await accounts.upsert(TENANT, newAccount({ key: 'polled', receipts: 'poll' }));
  await accounts.upsert(STRANGER, newAccount({ key: 'of another tenant', receipts: 'poll' }));

  const polled = await states.polled();

  expect(polled.map(({ tenant, receipts }) => [tenant, receipts])).toEqual(
    expect.arrayContaining([TENANT, STRANGER].map((tenant) => [tenant, 'poll'])),
  );
  expect(polled).toHaveLength(2);
});

/** An account as a process from before route states makes it. */
const OLD = { tenant: TENANT, vendor: 'twilio', environment: 'test', sealed: 'x', callback_key: 'o', lookup: 'search' };

test('an account that an older process made reads and changes like a new one', async () => {
  await mongo.session.collection<{ _id: string }>('vendor_accounts').insertOne({ _id: 'twilio-old', ...OLD });

  const routes = await source.routes();

  expect(routes.find((route) => route.id === 'twilio-old')).toMatchObject({
    enabled: true,
    order: 10,
    name: 'twilio-old',
    receipts: 'callback',
    state: { version: 1, breaker: 'closed', openings: 0, penalty: 0 },
  });
  const at = { tenant: TENANT, id: 'twilio-old', version: 1 };
  expect(await states.change(at, { settings: { name: 'Old' } }, opening)).toBe(true);
  expect(await states.byId(TENANT, 'twilio-old')).toMatchObject({ name: 'Old', state: { version: 2 } });
});

test.each(['ofTenant', 'byId'] as const)('also if it is read by %s', async (way) => {
  await mongo.session.collection<{ _id: string }>('vendor_accounts').insertOne({ _id: 'twilio-old', ...OLD });

  const found = [await { ofTenant: () => states.ofTenant(TENANT), byId }[way]()].flat();

  expect(found.find((it) => it?._id === 'twilio-old')?.state).toMatchObject({ version: 1, breaker: 'closed' });
});
const byId = () => states.byId(TENANT, 'twilio-old');

test('an account or sender that cannot be read is left out with a line in the log, and all others are read', async () => {
  const stored = mongo.session.collection<{ _id: string; state: object }>('vendor_accounts');
  await stored.insertOne({ _id: 'twilio-bad', ...OLD, state: { version: 1, breaker: 'closed', since: 'yesterday' } });
  const senders = mongo.session.collection<{ _id: string }>('senders');
  await senders.insertMany([
    { _id: `${TENANT}.Bad`, tenant: TENANT, value: 'Bad' },
    { _id: `${TENANT}.Good`, tenant: TENANT, value: 'Good', routes: [id] },
  ] as never);

  const routes = await source.routes();

  expect(routes.map((route) => route.id)).toEqual([id]);
  expect(lines).toEqual([{ event: 'route.unreadable', route: 'twilio-bad', err: expect.any(Error) }]);
  expect((await states.ofTenant(TENANT)).map(({ _id }) => _id)).toEqual([id]);
  expect((await source.senders()).map(({ value }) => value)).toEqual(['Good']);
  expect(lines.at(-1)).toEqual({ event: 'sender.unreadable', tenant: TENANT });
});
