// Real: two gateways, MongoDB, NATS, and the commands of the program for keys with the adapters that it has.
import { parseApiKey } from '#libs/kernel';
import { parseKeyCommand } from '../../src/inbound/command-line/key-command.ts';
import { runKeyCommand } from '../../src/inbound/command-line/run-key-command.ts';
import { PepperedHasher } from '../../src/outbound/crypto/key-hasher.ts';
import { MongoApiKeys } from '../../src/outbound/mongo/api-keys.repository.ts';
import { MongoTenants } from '../../src/outbound/mongo/tenants.repository.ts';
import { auditLogOn } from './audit-log-on.ts';
import { GatewayUnderTest, OTHER_TENANT, PEPPER, TENANT } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let replica: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  replica = await gateway.startReplica();
});
afterAll(() => gateway.close());

async function keys(args: readonly string[], tenant = TENANT): Promise<{ results: string[]; said: string[] }> {
  const { session } = gateway.mongo;
  const audit = auditLogOn(session);
  const hasher = new PepperedHasher(PEPPER);
  const ports = { tenants: new MongoTenants(session), keys: new MongoApiKeys(session), hasher, audit };
  const results: string[] = [];
  const said: string[] = [];
  const output = { result: (text: string) => void results.push(text), say: (text: string) => void said.push(text) };
  await runKeyCommand(ports, tenant, parseKeyCommand(args), output);
  return { results, said };
}

const idOf = (key: string): string => parseApiKey(key)!.keyId;

/** 400 for a key that may read, because the id is invalid; 401 for an invalid key. */
const statusAt = async (url: string, key: string): Promise<number> =>
  (await fetch(`${url}/api/v1/messages/none`, { headers: { 'x-api-key': key } })).status;

test('a new key is the one line of the result, is valid at once, and has the given scopes', async () => {
  const { results, said } = await keys(['create', '--live', '--scopes', 'messages:read', '--name', 'reports']);

  expect(results).toEqual([expect.stringMatching(/^sms_live_\w+$/)]);
  const [key] = results as [string];
  expect(said.join()).toContain(`This live key (id ${idOf(key)}) may messages:read. It sends for real.`);
  expect(said.join()).not.toContain(key);
  expect(await statusAt(gateway.url, key)).toBe(400);
  const sent = await gateway.send({ to: '+12025550142', text: 'hi' }, { 'x-api-key': key });
  expect(sent.body).toMatchObject({ code: 'insufficient_scope' });
  expect(await gateway.audited({ target: idOf(key) })).toMatchObject([
    { action: 'key.create', outcome: 'allowed', actor: 'command-line', tenant: TENANT },
  ]);
  expect(JSON.stringify(await gateway.mongo.session.collection('api_keys').find().toArray())).not.toContain(key);
});

test('keys are listed without their secrets', async () => {
  const { results: made } = await keys(['create', '--test', '--name', 'listed', '--json']);
  const { id, key } = JSON.parse(made[0]!) as { id: string; key: string };

  const [json] = (await keys(['list', '--json'])).results;
  expect((JSON.parse(json!) as { id: string }[]).find((each) => each.id === id)).toEqual({
    id,
    environment: 'test',
    state: 'active',
    last4: key.slice(-4),
    scopes: ['messages:send', 'messages:read'],
    name: 'listed',
    created_at: expect.any(String),
    created_by: 'command-line',
  });
  const [table] = (await keys(['list'])).results;
  expect(table).toMatch(/^ID +KIND +STATE +ENDS IN +MADE +BY +MAY +NAME$/m);
  expect(table).toMatch(new RegExp(`^${id} +test +active +${key.slice(-4)} .* listed$`, 'm'));
});

test('a revoked key is refused by every gateway within the time for which credentials are cached', async () => {
  const [key] = (await keys(['create', '--test'])).results as [string];
  expect([await statusAt(gateway.url, key), await statusAt(replica, key)]).toEqual([400, 400]);

  const { results, said } = await keys(['revoke', idOf(key)]);

  expect({ results, said }).toEqual({
    results: [],
    said: [`The key ${idOf(key)} is revoked; every gateway refuses it within 5 seconds.`],
  });
  for (const url of [gateway.url, replica]) while ((await statusAt(url, key)) !== 401);
  expect((await keys(['revoke', idOf(key), '--json'])).results).toEqual([
    JSON.stringify({ id: idOf(key), result: 'already_revoked' }),
  ]);
});

test("another tenant's key, and one that does not exist, cannot be revoked, which is audited", async () => {
  const [key] = (await keys(['create', '--test'])).results as [string];
  await gateway.addTenant(OTHER_TENANT);

  await expect(keys(['revoke', idOf(key)], OTHER_TENANT)).rejects.toMatchObject({ code: 'not_found' });

  expect(await statusAt(gateway.url, key)).toBe(400);
  expect(await gateway.audited({ target: idOf(key), action: 'key.revoke' })).toMatchObject([
    { outcome: 'denied', actor: 'command-line', tenant: OTHER_TENANT, reason: 'not_found' },
  ]);
});

test('a tenant that does not exist gets no key', async () => {
  await expect(keys(['create', '--test'], '0000000z' as typeof TENANT)).rejects.toMatchObject({ code: 'not_found' });
});
