// Real: mongod, driver, repositories. Each query is explained as the driver sent it.
import type { Document } from 'mongodb';
import type { TenantId } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import {
  countCommands,
  expectIndexUsed,
  testMongo,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import type { AuditChoice } from '../../src/application/audit/ports.ts';
import { MongoAuditTrail } from '../../src/outbound/mongo/audit-trail.repository.ts';
import { INDEXES } from '../../src/outbound/mongo/indexes.ts';
import { auditLogOn, seals } from './audit-log-on.ts';

const TENANT = '00000001' as TenantId;
const commands = countCommands();
let mongo: TestMongo;
let trail: MongoAuditTrail;
beforeAll(async () => {
  mongo = await testMongo(commands);
  const audit = INDEXES.filter(({ collection }) => collection.startsWith('audit_log'));
  await syncIndexes(mongo.session, audit);
  trail = new MongoAuditTrail(mongo.session, seals);
  for (const tenant of [TENANT, '00000002' as TenantId])
    await auditLogOn(mongo.session).append(
      Array.from({ length: 500 }, (_, at) => ({
        tenant,
        action: at % 3 ? 'key.create' : 'user.create',
        outcome: at % 50 ? 'allowed' : 'denied',
        actor: `user:${at % 20}`,
        target: `key-${at % 100}`,
        at: new Date(1_600_000_000_000 + at * 1_000),
      })),
    );
});
afterAll(() => mongo.close());

async function expectPlan(collection: string, index: string, ask: () => Promise<unknown>): Promise<void> {
  commands.reset();
  await ask();
  const reads = commands.seen().filter(({ name, collection: on }) => name === 'find' && on === collection);
  expect(reads.length).toBeGreaterThan(0);
  for (const { command } of reads) {
    const { lsid: _, $clusterTime: __, $db: ___, readConcern: ____, ...query } = command;
    const explained = (await mongo.session.db.command({ explain: query, verbosity: 'queryPlanner' })) as Document;
    expectIndexUsed(explained, index);
  }
}

const from = new Date(1_600_000_100_000);
const until = new Date(1_600_000_200_000);
test.each<[string, AuditChoice]>([
  ['tenant_at', {}],
  ['tenant_at', { from }],
  ['tenant_at', { from, until }],
  ['tenant_actor', { actor: 'user:7' }],
  ['tenant_actor', { actor: 'user:7', from }],
  ['tenant_action', { action: 'user.create' }],
  ['tenant_action', { action: 'user.create', from, until }],
  ['tenant_target', { target: 'key-7' }],
  ['tenant_outcome', { outcome: 'denied' }],
])('the index %s serves the first and the next page, and the export, of %j', async (index, choice) => {
  const { next } = await trail.page(TENANT, choice, { limit: 2 });

  await expectPlan('audit_logs', index, () => trail.page(TENANT, choice, { limit: 2 }));
  await expectPlan('audit_logs', index, () => trail.page(TENANT, choice, { limit: 2, after: next! }));
  await expectPlan('audit_logs', index, () => all(trail.rows(TENANT, choice)));
});

test('rows from before the chain are read by their index', async () => {
  const first = JSON.stringify([from.getTime(), 'an-id']);

  await expectPlan('audit_log', 'tenant_at', () => trail.page(TENANT, {}, { limit: 2, after: first }));
  await expectPlan('audit_log', 'tenant_at', () => all(trail.rows(TENANT, {})));
});

test('the end of a chain, the whole of it, and the rows of anchors are read by the index of places', async () => {
  await expectPlan('audit_logs', 'tenant_seq', () => all(trail.chain(TENANT)));
  await expectPlan('audit_logs', 'tenant_seq', () => trail.hashes(TENANT, [1, 7, 900]));
  const row = { tenant: TENANT, action: 'key.create', outcome: 'allowed', actor: 'user:ada' } as const;
  await expectPlan('audit_logs', 'tenant_seq', () => auditLogOn(mongo.session).record(row));
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
