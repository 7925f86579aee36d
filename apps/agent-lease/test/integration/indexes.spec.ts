// Real: mongod, driver, repositories. Each query is explained as the driver sent it.
import type { Document } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRequestId, type TenantId } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import {
  countCommands,
  expectIndexUsed,
  testMongo,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import type { Agent } from '../../src/application/ports.ts';
import { KeyFileSecrets } from '../../src/outbound/crypto/key-file-secrets.ts';
import { MongoAgents } from '../../src/outbound/mongo/agents.repository.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { MongoEnrolmentCodes } from '../../src/outbound/mongo/enrolment-codes.repository.ts';
import { agentIndexes } from '../../src/outbound/mongo/indexes.ts';
import { MongoRegistrationSecrets } from '../../src/outbound/mongo/registration-secrets.repository.ts';
import { TENANT } from '../builders/running-agent-lease.ts';

const commands = countCommands();
let mongo: TestMongo;
let agents: MongoAgents;
let codes: MongoEnrolmentCodes;
let secrets: MongoRegistrationSecrets;
const known: Agent[] = [];
beforeAll(async () => {
  mongo = await testMongo(commands);
  await syncIndexes(mongo.session, agentIndexes);
  const keyFile = join(mkdtempSync(join(tmpdir(), 'postrider-keys-')), 'key');
  writeFileSync(keyFile, randomBytes(32).toString('base64'));
  const keys = new KeyFileSecrets(keyFile);
  const collections = collectionsOf(mongo.session);
  agents = new MongoAgents(collections.agents, keys);
  codes = new MongoEnrolmentCodes(collections.codes);
  secrets = new MongoRegistrationSecrets(collections.secrets, keys);
  for (let n = 0; n < 40; n++) known.push(await phone(n % 2 === 0 ? TENANT : ('zzzzzzzz' as TenantId), n));
});
afterAll(() => mongo?.close());

async function phone(tenant: TenantId, n: number): Promise<Agent> {
  const at = new Date(Date.now() - n * 60_000);
  const agent: Agent = {
    ...{ id: `phone-${newRequestId()}`, tenant, environment: 'test', device_id: `d${n}`, label: 'l', enabled: true },
    ...{ revoked: false, registered_at: at, can_start: true, online: n % 3 === 0, last_seen_at: at, version: 1 },
    sims: [{ slot: 0, id: `sim-${n}`, number: '+84912345678' }],
  };
  await agents.insert(agent, `hash ${n}`);
  if (n > 2) await agents.told(agent);
  return agent;
}

/** The filters of a verb's reads and writes, as the driver sent them. */
async function filtersOf(verb: () => Promise<unknown>): Promise<Document[]> {
  commands.reset();
  await verb();
  return commands.seen().flatMap(({ name, command }): Document[] => {
    const { update, updates, findAndModify, query } = command as Document;
    if (name === 'find') return [command as Document];
    if (name === 'findAndModify') return [{ find: findAndModify, filter: query }];
    if (name === 'update') return (updates as Document[]).map(({ q }) => ({ find: update, filter: q }));
    return [];
  });
}

const explain = ({ find, filter, sort, limit, projection }: Document): Promise<Document> =>
  mongo.session.db.command({
    explain: { find, filter, ...(sort && { sort }), ...(limit && { limit }), ...(projection && { projection }) },
  });

test.each<[string, string, () => Promise<unknown>]>([
  ['the phone of a token', 'token', () => agents.byToken('hash 3')],
  ['the phone of a device', 'device', () => agents.byDevice(TENANT, 'test', 'd4')],
  ['a phone by its id', '_id_', () => agents.find(TENANT, known[0]!.id)],
  ['a page of phones', '_id_', () => agents.list(TENANT, { limit: 5, after: known[2]!.id })],
  ['a change of a phone', '_id_', () => agents.change(known[0]!, { battery: 3 }, true)],
  ['the phones that have a SIM', 'sim', () => agents.allow(TENANT, 'sim-6', ['US'])],
  ['phones that called', '_id_', () => agents.seen(known.slice(0, 3), new Date())],
  ['phones that have not called', 'seen', () => agents.markAway(new Date(0))],
  ['changes that were not told', 'untold', () => agents.untold(10)],
  ['a phone that was told', '_id_', () => agents.told(known[0]!)],
  ['free parts', '_id_', () => agents.freeParts(known[0]!)],
  ['parts that were granted', '_id_', () => agents.takeParts(known[0]!, 1, new Date())],
  ['a code that is shown', 'hash', () => codes.claim('h', new Date())],
  ['a secret that is read', '_id_', () => secrets.read(TENANT)],
  ['a secret that is saved', '_id_', () => secrets.save(TENANT, 'a secret of some length', 'user:a')],
  ['the tenant of a secret', 'hash', () => secrets.tenantOf('a secret of some length')],
])('%s is found by the index %s', async (_, index, verb) => {
  const filters = await filtersOf(verb);

  expect(filters.length).toBeGreaterThan(0);
  for (const filter of filters) expectIndexUsed(await explain(filter), index);
});

test('a wrong try looks for its code by the hash, and for those that it may have meant by their beginning', async () => {
  const [byHash, byHead] = await filtersOf(() => codes.missed('ABCD', 'h'));

  expectIndexUsed(await explain(byHash!), 'hash');
  expectIndexUsed(await explain(byHead!), 'head');
});
