import type { TenantId } from '#libs/kernel';
import { newPhone, newPool, newRoute } from '../../../test/builders/ledger-documents.ts';
import { phoneRoutes } from '../../domain/routing/phones.ts';
import type { RoutingChanges, StoredSender } from './ports.ts';
import { knownEverywhere, RouteTable } from './route-table.ts';

const route = newRoute();
const sender = (value: string): StoredSender => ({ tenant: route.tenant, value, routes: [route.id] });

/** The database that all replicas share, without announcements. The tenants of its changes are not known. */
class Source {
  stored: { senders: StoredSender[]; changes: number; withOptOuts?: TenantId[] } = {
    senders: [sender('one')],
    changes: 1,
  };
  reads = 0;
  looks = 0;

  routes = async () => [route];
  policies = async () => [];
  senders = async () => (this.reads++, this.stored.senders);
  inTurn = async () => ({ tenants: [] });
  withOptOuts = async () => this.stored.withOptOuts ?? [];
  changes = async (known?: number): Promise<RoutingChanges | undefined> => {
    this.looks++;
    return known === this.stored.changes ? undefined : { count: this.stored.changes, latest: [], begun: [] };
  };
}

const sendersOf = async (table: RouteTable, tenant: TenantId = route.tenant): Promise<string[]> => [
  ...(await table.factsOf(tenant, route.environment)).senders.keys(),
];

test('after a change was answered every replica has it, although no announcement came', async () => {
  const source = new Source();
  const replicas = [new RouteTable(source), new RouteTable(source)];
  for (const table of replicas) expect(await sendersOf(table)).toEqual(['one']);

  source.stored = { senders: [sender('two')], changes: 2 };
  await knownEverywhere();

  for (const table of replicas) expect(await sendersOf(table)).toEqual(['two']);
});

test('while nothing changes, a question costs nothing, or one small read for all who ask at once', async () => {
  const source = new Source();
  const table = new RouteTable(source);
  await Promise.all(Array.from({ length: 100 }, () => sendersOf(table)));
  expect([source.reads, source.looks]).toEqual([1, 1]);

  await knownEverywhere();
  await Promise.all(Array.from({ length: 100 }, () => sendersOf(table)));
  expect([source.reads, source.looks]).toEqual([1, 2]);
});

test('a late read that was running when the question came is not used', async () => {
  const source = new Source();
  const table = new RouteTable(source);
  await sendersOf(table);
  await knownEverywhere();
  const changes = source.changes;
  const late = Promise.withResolvers<undefined>();
  source.changes = () => late.promise;
  const first = sendersOf(table);
  await knownEverywhere();

  source.stored = { senders: [sender('two')], changes: 2 };
  const second = sendersOf(table);
  source.changes = changes;
  late.resolve(undefined);

  await first;
  expect(await second).toEqual(['two']);
});

/** A source of three tenants that records whose routes are read; `at` is the table's time. */
function threeTenants() {
  const ids = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'] as TenantId[];
  const all = ids.map((tenant) => newRoute({ id: `fake-${tenant}`, tenant }));
  const said = { at: 0, changes: { count: 7, latest: [], begun: [] } as RoutingChanges, stored: all };
  const reads: (readonly TenantId[] | 'all')[] = [];
  const source = {
    routes: async (tenants?: readonly TenantId[]) => {
      reads.push(tenants ?? 'all');
      return said.stored.filter(({ tenant }) => !tenants || tenants.includes(tenant));
    },
    policies: async () => [],
    senders: async () => [],
    withOptOuts: async () => [],
    changes: async (known?: number) => (known === said.changes.count ? undefined : said.changes),
    inTurn: async (from: string) =>
      from === '' ? { tenants: ids.slice(0, 2), to: ids[1]! } : { tenants: ids.slice(2) },
  };
  const table = new RouteTable(source, () => said.at);
  const ask = (tenant = ids[0]!) => table.factsOf(tenant, route.environment);
  return { ids, said, source, reads, table, ask };
}

test('only the tenants that changed are read', async () => {
  const { ids, said, reads, ask } = threeTenants();
  await ask();

  said.changes = { count: 9, latest: [7, 8, 9].map((n) => ({ n, tenant: ids[1]! })), begun: [] };
  said.stored = said.stored.map((it) => ({ ...it, name: 'changed' }));
  said.at += 300;

  expect((await ask(ids[1])).routes[0]!.name).toBe('changed');
  expect((await ask(ids[0])).routes[0]!.name).not.toBe('changed');
  expect(reads).toEqual(['all', [ids[1]]]);
});

test.each([
  ['an older process counted', [7, 9]],
  ['more happened than is noted', [9]],
  ['the count went back', []],
])('everything is read if the tenant of a change is not known: %s', async (_, noted) => {
  const { ids, said, reads, ask } = threeTenants();
  await ask();

  const latest = noted.map((n) => ({ n, tenant: ids[1]! }));
  said.changes = { count: noted.length === 0 ? 3 : 9, latest, begun: [] };
  said.at += 300;
  await ask();

  expect(reads).toEqual(['all', 'all']);
});

test('a change of all tenants has no tenant', async () => {
  const { said, reads, ask } = threeTenants();
  await ask();

  said.changes = { count: 8, latest: [{ n: 8 }], begun: [] };
  said.at += 300;
  await ask();

  expect(reads).toEqual(['all', 'all']);
});

test('a change that was not counted is found: at once if it was begun, else at the turn of its tenant', async () => {
  const { ids, said, reads, ask, table } = threeTenants();
  await ask();

  said.changes = { count: 7, latest: [], begun: [ids[2]!] };
  said.stored = said.stored.slice(1);
  said.at += 5_001;
  await ask();
  expect(reads).toEqual(['all', [ids[2], ids[0], ids[1]]]);
  expect(new Set(table.all().map(({ tenant }) => tenant))).toEqual(new Set([ids[1], ids[2]]));

  said.at += 5_001;
  await ask();
  expect(reads.at(-1)).toEqual([ids[2]]);
});

test.each([
  ['a tenant that a caller knows has changed', 0],
  ['a tenant whose turn it was', 5_001],
])('%s is read by the next look if its read fails', async (_, later) => {
  const { ids, said, source, table, ask } = threeTenants();
  await ask();
  said.stored = said.stored.map((it) => ({ ...it, name: 'changed' }));
  const { policies } = source;
  source.policies = () => Promise.reject(new Error('no primary'));
  said.at += later;

  await expect(table.refresh(later > 0 ? undefined : ids[1])).rejects.toThrow('no primary');
  source.policies = policies;
  said.at += 300;
  await ask();

  expect((await ask(ids[1])).routes[0]!.name).toBe('changed');
});

test('a caller who knows of a change that was not counted has its tenant read again', async () => {
  const { ids, reads, table, ask } = threeTenants();
  await ask();

  await table.refresh(ids[1]);
  await table.byId(ids[2]!, 'fake-nobody');
  await table.byId(ids[2]!, `fake-${ids[2]}`);

  expect(reads).toEqual(['all', [ids[1]], [ids[2]]]);
});

test('after the first opt-out of a tenant was counted and waited for, every replica asks for opt-outs', async () => {
  const source = new Source();
  const replicas = [new RouteTable(source), new RouteTable(source)];
  for (const table of replicas) expect(await table.hasOptOuts(route.tenant)).toBe(false);

  source.stored = { ...source.stored, withOptOuts: [route.tenant], changes: 2 };
  await knownEverywhere();

  for (const table of replicas) expect(await table.hasOptOuts(route.tenant)).toBe(true);
});

test('phones are found by their ids, and are none of the routes whose health is watched', async () => {
  const source = new Source();
  const phones = phoneRoutes([newPhone()], [newPool({ agents: ['phone-1'] })]);
  const weighted = [route.id, 'pool-1'].map((id) => ({ route: id, weight: 1 }));
  const policy = { tenant: route.tenant, environment: route.environment, version: 1, rules: [{ weighted }] };
  const table = new RouteTable(
    Object.assign(source, { routes: async () => [route, ...phones], policies: async () => [policy] }),
  );

  const facts = await table.factsOf(route.tenant, route.environment);

  expect(facts.routes.map(({ id }) => id)).toEqual([route.id, 'pool-1', 'phone-1']);
  expect((await table.byId(route.tenant, 'phone-1'))?.vendor).toBe('phone');
  expect(table.all()).toEqual([route]);
  expect(table.weightedRoutes()).toEqual([[route]]);
});
