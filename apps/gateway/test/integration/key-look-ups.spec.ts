// Real: MongoDB, keys in it, the audit log. No HTTP: the database's commands are counted.
import { newApiKey, type TenantId } from '#libs/kernel';
import { silentLog } from '#libs/observability';
import { countCommands, testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { authenticateKey } from '../../src/application/keys/authenticate-key.ts';
import { PepperedHasher } from '../../src/outbound/crypto/key-hasher.ts';
import { MongoKeyRefusals } from '../../src/outbound/mongo/key-refusals.repository.ts';
import { MongoApiKeys } from '../../src/outbound/mongo/api-keys.repository.ts';
import { auditLogOn } from './audit-log-on.ts';

const commands = countCommands();
let mongo: TestMongo;
beforeAll(async () => {
  mongo = await testMongo({ onCommand: commands.onCommand });
});
afterAll(() => mongo.close());
beforeEach(() => commands.reset());

function setUp() {
  const hasher = new PepperedHasher(Buffer.alloc(32, 1));
  const keys = new MongoApiKeys(mongo.session);
  const audit = auditLogOn(mongo.session);
  const refusals = new MongoKeyRefusals(mongo.session, silentLog());
  return { hasher, keys, audit, refusals };
}

const finds = (): number => commands.counts()['find api_keys'] ?? 0;

test('B04 a key with a bad checksum is refused without a look-up', async () => {
  const { key } = newApiKey('live');
  const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');

  await expect(authenticateKey(setUp(), mistyped, 'peer')).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(commands.counts()).toEqual({});
});

test('a key in use is looked up once, however many calls come at once', async () => {
  const ports = setUp();
  const { key, keyId: id, secret } = newApiKey('live');
  await ports.keys.seed({
    id,
    tenant: '00000001' as TenantId,
    environment: 'live',
    hash: ports.hasher.hash(secret),
    last4: 'last',
    scopes: [],
  });
  await Promise.all(Array.from({ length: 100 }, () => authenticateKey(ports, key, 'peer')));
  await authenticateKey(ports, key, 'peer');

  expect(finds()).toBe(1);
});

test('an unknown key is looked up once as well', async () => {
  const ports = setUp();
  const { key } = newApiKey('live');
  for (let n = 0; n < 5; n++)
    await expect(authenticateKey(ports, key, 'peer')).rejects.toMatchObject({ code: 'unauthenticated' });

  expect(finds()).toBe(1);
});
