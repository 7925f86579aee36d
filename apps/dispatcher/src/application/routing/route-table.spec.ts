import type { TenantId } from '#libs/kernel';
import { newRoute } from '../../../test/builders/ledger-documents.ts';
import type { StoredSender } from './ports.ts';
import { knownEverywhere, RouteTable } from './route-table.ts';

const route = newRoute();
const sender = (value: string): StoredSender => ({ tenant: route.tenant, value, routes: [route.id] });

/** What all replicas share; nobody tells them of a change. */
class Source {
  stored = { senders: [sender('one')], changes: 1 };
  reads = 0;
  looks = 0;

  routes = async () => [route];
  policies = async () => [];
  senders = async () => (this.reads++, this.stored.senders);
  revision = async () => (this.looks++, this.stored.changes);
}

const sendersOf = async (table: RouteTable, tenant: TenantId = route.tenant): Promise<string[]> => [
  ...(await table.factsOf(tenant, route.environment)).senders.keys(),
];

test('a change that was answered for is known to every replica, although no word of it came', async () => {
  const source = new Source();
  const replicas = [new RouteTable(source), new RouteTable(source)];
  for (const table of replicas) expect(await sendersOf(table)).toEqual(['one']);

  source.stored = { senders: [sender('two')], changes: 2 };
  await knownEverywhere();

  for (const table of replicas) expect(await sendersOf(table)).toEqual(['two']);
});

test('while nothing changes, a question costs nothing, or one small look for all who ask at once', async () => {
  const source = new Source();
  const table = new RouteTable(source);
  await Promise.all(Array.from({ length: 100 }, () => sendersOf(table)));
  expect([source.reads, source.looks]).toEqual([1, 1]);

  await knownEverywhere();
  await Promise.all(Array.from({ length: 100 }, () => sendersOf(table)));
  expect([source.reads, source.looks]).toEqual([1, 2]);
});

test('a look that was under way when somebody asked, and came late, is not enough', async () => {
  const source = new Source();
  const table = new RouteTable(source);
  await sendersOf(table);
  await knownEverywhere();
  let answer = (_: number): void => undefined;
  const late = new Promise<number>((resolve) => (answer = resolve));
  source.revision = () => late;
  const first = sendersOf(table);
  await knownEverywhere();

  source.stored = { senders: [sender('two')], changes: 2 };
  const second = sendersOf(table);
  source.revision = async () => source.stored.changes;
  answer(1);

  await first;
  expect(await second).toEqual(['two']);
});
