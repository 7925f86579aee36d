import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startMongod } from '#libs/servers';
import '../tools/decorated-typescript.ts';
import { quantile, shown } from './figures.ts';
import { machine, writeSection } from './report.ts';

// Modules that the dispatcher itself reads with; they have decorators.
const { openSession, syncIndexes } = await import('#libs/persistence');
const { RouteTable } = await import('../apps/dispatcher/src/application/routing/route-table.ts');
const { collectionsOf } = await import('../apps/dispatcher/src/outbound/mongo/collections.ts');
const { ledgerIndexes } = await import('../apps/dispatcher/src/outbound/mongo/indexes.ts');
const { MongoRoutingSource } = await import('../apps/dispatcher/src/outbound/mongo/routing-source.repository.ts');

type Session = Awaited<ReturnType<typeof openSession>>;
type Tenant = Parameters<InstanceType<typeof MongoRoutingSource>['beginChange']>[0];

const SIZES = process.argv.includes('--smoke') ? [10, 100] : [10, 10_000];
const ROUNDS = 40;
const ROUTES = 4;
const SENDERS = 3;
const MEBIBYTE = 2 ** 20;

interface Read {
  readonly ms: number;
  readonly documents: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const folder = mkdtempSync(join(tmpdir(), 'postrider-bench-routes-'));
const mongod = await startMongod({ dataDir: folder });
try {
  const columns: Record<string, string>[] = [];
  for (const size of SIZES) columns.push(await measure(size));
  const names = Object.keys(columns[0]!);
  const table = [
    `Each tenant has ${ROUTES} routes, ${SENDERS} senders and a policy. Medians of ${ROUNDS}. ${machine()}`,
    '',
    `| | ${SIZES.map((size) => `${size.toLocaleString('en')} tenants`).join(' | ')} |`,
    `|---|${SIZES.map(() => '---|').join('')}`,
    ...names.map((name) => `| ${name} | ${columns.map((column) => column[name]).join(' | ')} |`),
  ].join('\n');
  console.log(table);
  writeSection('routes', table);
} finally {
  await mongod.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(size: number): Promise<Record<string, string>> {
  const session = await openSession({ uri: mongod.uri, database: `routes_${size}` });
  const tenants = Array.from({ length: size }, (_, at) => `t${String(at).padStart(7, '0')}` as Tenant);
  await fill(session, tenants);
  const source = new MongoRoutingSource(collectionsOf(session), { error: () => undefined });
  let at = 0;
  const before = heapMiB();
  const table = new RouteTable(source, () => at);
  const ask = () => table.factsOf(tenants[0]!, 'test');

  const all = await read(session, 1, async () => undefined, ask);
  const heap = heapMiB() - before;
  let turn = 0;
  const changed = async () => {
    const tenant = tenants[turn++ % size]!;
    await source.countChange(tenant, await source.beginChange(tenant));
    at += 300;
  };
  const rows = {
    'all, at the start': all,
    "after a tenant's change": await read(session, ROUNDS, changed, ask),
    'a look, nothing changed': await read(session, ROUNDS, async () => void (at += 300), ask),
    'every 5 s, nothing changed': await read(session, ROUNDS, async () => void (at += 5_001), ask),
  };
  await session.close();
  const shownRead = ({ ms, documents }: Read) => `${shown(ms)} ms, documents: ${documents.toLocaleString('en')}`;
  return {
    ...Object.fromEntries(Object.entries(rows).map(([name, it]) => [name, shownRead(it)])),
    'heap that the table takes': `${shown(heap)} MiB`,
  };
}

/** Measures time in half of the rounds; in the other half mongod profiles, which takes time of its own. */
async function read(
  { db }: Session,
  rounds: number,
  before: () => Promise<void>,
  ask: () => Promise<unknown>,
): Promise<Read> {
  const ms: number[] = [];
  const documents: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await before();
    const isTimed = round % 2 === 0;
    if (!isTimed || rounds === 1) await db.command({ profile: 2 });
    const began = performance.now();
    await ask();
    if (isTimed) ms.push(performance.now() - began);
    await db.command({ profile: 0 });
    if (isTimed && rounds > 1) continue;
    const reads = await db
      .collection('system.profile')
      .find({ op: { $in: ['query', 'getmore'] }, ns: { $not: /system\.profile$/ } })
      .toArray();
    await db.collection('system.profile').drop();
    documents.push(reads.reduce((sum, { docsExamined }) => sum + Number(docsExamined), 0));
  }
  return { ms: quantile(ms, 0.5), documents: quantile(documents, 0.5) };
}

async function fill(session: Session, tenants: readonly Tenant[]): Promise<void> {
  await syncIndexes(session, ledgerIndexes);
  const now = new Date();
  const state = { version: 1, breaker: 'closed', since: now, openings: 0, penalty: 0 };
  const common = { vendor: 'fake', environment: 'test', source: 'api', enabled: true, order: 10, fields: ['token'] };
  const account = { ...common, sealed: 'x'.repeat(300), lookup: 'none', receipts: 'callback', created_at: now, state };
  const idsOf = (tenant: Tenant) => Array.from({ length: ROUTES }, (_, n) => `fake-${tenant}${n}`);
  const insert = (collection: string, documents: readonly object[]) =>
    session.db.collection(collection).insertMany([...documents], { ordered: false });
  const routes = tenants.flatMap((tenant) =>
    idsOf(tenant).map((_id) => ({ ...account, _id, tenant, name: _id, callback_key: _id, updated_at: now })),
  );
  await insert('vendor_accounts', routes);
  const ruleOf = (tenant: Tenant) => ({ name: 'All', countries: ['HK'], routes: idsOf(tenant) });
  const policies = tenants.map((tenant) => {
    const updated = { updated_at: now, updated_by: 'user:bench' };
    return { _id: `${tenant}.test`, tenant, environment: 'test', version: 1, rules: [ruleOf(tenant)], ...updated };
  });
  await insert('routing_policies', policies);
  const senders = tenants.flatMap((tenant) =>
    Array.from({ length: SENDERS }, (_, n) => `Sender${n}`).map((value) => {
      return { _id: `${tenant}.${value}`, tenant, value, routes: idsOf(tenant) };
    }),
  );
  await insert('senders', senders);
}

function heapMiB(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / MEBIBYTE;
}
