// Real: mongod, driver, repository. Each query is explained as the driver sent it.
import type { Document } from 'mongodb';
import { newRequestId, type TenantId } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import {
  countCommands,
  expectIndexUsed,
  testMongo,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import { ensureDefaults } from '../../src/application/ensure-defaults.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { templateIndexes } from '../../src/outbound/mongo/indexes.ts';
import { MongoTemplates } from '../../src/outbound/mongo/templates.repository.ts';
import { TENANT } from '../builders/running-template.ts';

const commands = countCommands();
let mongo: TestMongo;
let templates: MongoTemplates;
let id: string;
beforeAll(async () => {
  mongo = await testMongo(commands);
  await syncIndexes(mongo.session, templateIndexes);
  templates = new MongoTemplates(collectionsOf(mongo.session));
  for (const tenant of [TENANT, 'zzzzzzzz', 'yyyyyyyy'] as TenantId[]) await ensureDefaults(templates, tenant);
  const found = (await templates.find(TENANT, '2fa_code'))!;
  ({ id } = found);
  await templates.replace(TENANT, found, { ...found, newest: { ...found.newest, version: 2 }, revision: 2 });
});
afterAll(() => mongo?.close());

/** The reads of a verb, as the driver sent them. */
async function readsOf(verb: () => Promise<unknown>): Promise<Document[]> {
  commands.reset();
  await verb();
  return commands.seen().flatMap(({ name, command }) => (name === 'find' ? [command as Document] : []));
}

const explain = ({ lsid: _, $clusterTime: __, $db: ___, ...read }: Document): Promise<Document> =>
  mongo.session.db.command({ explain: read });

test.each<[string, string, () => Promise<unknown>]>([
  ['a template by its id', '_id_', () => templates.find(TENANT, id)],
  ['a template by its key', 'key', () => templates.find(TENANT, '2fa_code')],
  ['a template by its number', 'number', () => templates.find(TENANT, '2')],
  ['templates of a batch by their keys', 'key', () => templates.sendable(TENANT, ['2fa_code', 'password_reset'])],
  ['a page of templates', 'number', () => templates.list(TENANT, { limit: 10, after: 1 })],
  ['the defaults that a tenant has got', 'built_in', () => templates.builtIn(TENANT)],
  ['versions of a template', '_id_', () => templates.versions(TENANT, id, { limit: 10, before: 5 })],
  ['the approved texts', '_id_', () => templates.compiled(TENANT, [{ id, version: 1 }])],
])('%s is found by the index %s', async (_, index, verb) => {
  const [read] = await readsOf(verb);

  expectIndexUsed(await explain(read!), index);
});

test('the next number is read from the index', async () => {
  const [read] = await readsOf(() => templates.insert(TENANT, { ...newTemplate(), key: 'one_more' }));

  expectIndexUsed(await explain(read!), 'number');
});

test('a version is read for rendering once, and a batch needs one read', async () => {
  const names = ['2fa_code', 'password_reset', '1', newRequestId()];
  const batch = async (): Promise<void> => {
    const found = await templates.sendable(TENANT, names);
    await templates.compiled(
      TENANT,
      found.map((it) => ({ id: it.id, version: it.approved!.version })),
    );
  };
  await batch();

  expect(await readsOf(batch)).toHaveLength(1);
});

function newTemplate() {
  const at = new Date();
  const made = { created_at: at, created_by: 'user:a' };
  const newest = { version: 1, category: 'general' as const, contents: [], variables: [], ...made };
  return { key: 'a', name: 'a', active: true, newest, approvals: [], mappings: [], ...made, updated_at: at };
}
