// Real: gateways, HTTP, MongoDB, NATS.
import { ConfigError } from '#libs/kernel';
import type { ApiKeyDocument, TenantDocument, UserDocument } from '../../src/outbound/mongo/documents.ts';
import { tenantsCountChanges } from '../../src/outbound/mongo/migrations/0002-tenants-count-changes.ts';
import { GatewayUnderTest, TENANT } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(() => gateway.close());

const all = <Doc extends object>(collection: string): Promise<Doc[]> =>
  gateway.mongo.session.db.collection(collection).find().toArray() as unknown as Promise<Doc[]>;

test('a first start makes the tenant, its administrator and the key', async () => {
  expect(await all<TenantDocument>('tenants')).toMatchObject([{ _id: '00000001', policy: { destinations: ['US'] } }]);
  const [admin] = await all<UserDocument>('users');
  expect(admin).toMatchObject({ username: 'admin', role: 'owner', active: true, tenant: '00000001' });
  expect(admin!.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const [key] = await all<ApiKeyDocument>('api_keys');
  expect(key).toMatchObject({
    _id: gateway.seededKey.keyId,
    environment: 'test',
    last4: gateway.seededKey.key.slice(-4),
  });
  expect(JSON.stringify(key)).not.toContain(gateway.seededKey.secret);
});

test('starting again, and many at once, changes nothing', async () => {
  const before = [await all('tenants'), await all('users'), await all('api_keys')];
  await gateway.startReplica({ SEED_ADMIN_PASSWORD: 'another password' });

  expect([await all('tenants'), await all('users'), await all('api_keys')]).toEqual(before);
});

test('another name makes another administrator, for a person who lost the password of the first', async () => {
  await gateway.seedAgain({ SEED_ADMIN_USERNAME: 'admin2', SEED_ADMIN_PASSWORD: 'a second password' });

  expect(await gateway.logIn('admin2', 'a second password')).toMatch(/^ey/);
});

test('SEED_ADMIN=0 makes no administrator', async () => {
  await gateway.seedAgain({ SEED_ADMIN: '0', SEED_ADMIN_USERNAME: 'nobody', SEED_ADMIN_PASSWORD: 'seven tall pines' });

  expect(await gateway.mongo.session.collection('users').countDocuments({ username: 'nobody' })).toBe(0);
});

test('a start that finds its seeds unchanged logs nothing', async () => {
  expect(await gateway.seedAgain()).toEqual([]);
});

test('a start names the settings that differ from the database, and not their values', async () => {
  const { keyId, key } = await gateway.addKey({ hash: Buffer.alloc(32, 7) });
  const lines = await gateway.seedAgain({
    SEED_ADMIN_PASSWORD: 'another password',
    SEED_API_KEY: key,
  });

  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: 'warn',
      event: 'seed.differs',
      settings: ['SEED_ADMIN_PASSWORD', 'SEED_API_KEY'],
    },
  ]);
  expect(lines[0]).not.toMatch(new RegExp(`another|${keyId}`));
});

const policy = async (): Promise<TenantDocument['policy']> => (await all<TenantDocument>('tenants'))[0]!.policy;
const applied = (lines: readonly string[]): unknown[] =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>).map(({ event, settings }) => [event, settings]);

async function changeByApi(body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${await gateway.logIn()}`, 'if-match': '*' };
  expect((await gateway.call('/api/v1/tenant', { method: 'PATCH', headers, body })).status).toBe(200);
}

test('a start applies the settings of the tenant that changed, and says which', async () => {
  const lines = await gateway.seedAgain({ SEED_DESTINATIONS: 'GB', SEED_DEFAULT_REGION: 'GB' });

  expect(applied(lines)).toEqual([['seed.applied', ['SEED_DESTINATIONS', 'SEED_DEFAULT_REGION']]]);
  expect(await policy()).toEqual({ destinations: ['GB'], default_region: 'GB' });
  expect((await gateway.send({ to: '07400 123456', text: 'x' })).status).toBe(202);
  expect(gateway.dispatcher.messages.submit.asked.at(-1)!.policy).toEqual(await policy());
});

test('a change by API stays until its setting changes again', async () => {
  await gateway.seedAgain({ SEED_DESTINATIONS: 'US,GB' });
  await changeByApi({ destinations: ['VN'], default_region: 'VN' });

  expect(await gateway.seedAgain({ SEED_DESTINATIONS: 'GB,US' })).toEqual([]);
  expect(await gateway.seedAgain({ SEED_DESTINATIONS: '' })).toEqual([]);
  expect(await policy()).toEqual({ destinations: ['VN'], default_region: 'VN' });

  const lines = await gateway.seedAgain({ SEED_DESTINATIONS: 'US' });
  expect(applied(lines)).toEqual([['seed.applied', ['SEED_DESTINATIONS']]]);
  expect(await policy()).toEqual({ destinations: ['US'], default_region: 'VN' });
});

test('many starts that apply a change at once apply it once', async () => {
  const before = (await all<TenantDocument>('tenants'))[0]!.version!;
  const setting = { SEED_DESTINATIONS: 'HK' };
  await Promise.all(Array.from({ length: 5 }, () => gateway.seedAgain(setting)));

  const [{ version, policy }] = (await all<TenantDocument>('tenants')) as [TenantDocument];
  expect({ version, policy }).toEqual({ version: before + 1, policy: { destinations: ['HK'] } });
});

test.each(['migrated', 'of an older gateway that still runs'])(
  'a tenant that was made before settings were stored, %s, has the values of its first start',
  async (made) => {
    const tenants = gateway.mongo.session.collection<TenantDocument>('tenants');
    await tenants.updateOne({ _id: TENANT }, { $unset: { version: '', seeded: '' } });
    if (made === 'migrated') await tenantsCountChanges.up(gateway.mongo.session.db, {} as never);

    expect(await gateway.seedAgain()).toEqual([]);
    expect(applied(await gateway.seedAgain({ SEED_DESTINATIONS: 'GB' }))).toEqual([
      ['seed.applied', ['SEED_DESTINATIONS']],
    ]);
    expect(await tenants.findOne({ _id: TENANT })).toMatchObject({
      policy: { destinations: ['GB'] },
      seeded: { destinations: ['GB'] },
      version: made === 'migrated' ? 2 : 1,
    });
  },
);

test('a missing setting differs from nothing', async () => {
  const nothing = { SEED_DESTINATIONS: '', SEED_ADMIN_PASSWORD: '', SEED_API_KEY: '' };

  expect(await gateway.seedAgain(nothing)).toEqual([]);
});

test('two gateways may make a first start at once', async () => {
  await gateway.mongo.session.db.dropDatabase();
  const [one, two] = await Promise.all([gateway.startReplica(), gateway.startReplica()]);

  expect([(await all('tenants')).length, (await all('users')).length, (await all('api_keys')).length]).toEqual([
    1, 1, 1,
  ]);
  for (const url of [one, two]) {
    gateway.url = url;
    expect((await gateway.send({ to: '+12025550123', text: 'x' })).status).toBe(202);
  }
});

test('a key of the settings whose pepper changed is valid again after a start; a revoked one stays revoked', async () => {
  const keys = gateway.mongo.session.collection<ApiKeyDocument>('api_keys');
  await keys.updateOne({ _id: gateway.seededKey.keyId }, { $set: { hash: Buffer.alloc(32) } });
  gateway.url = await gateway.startReplica();
  expect((await gateway.send({ to: '+12025550123', text: 'x' })).status).toBe(202);

  await keys.updateOne({ _id: gateway.seededKey.keyId }, { $set: { revoked_at: new Date() } });
  gateway.url = await gateway.startReplica();
  expect((await gateway.send({ to: '+12025550123', text: 'x' })).status).toBe(401);
});

test('the key of the settings never replaces a key that was made otherwise', async () => {
  const { keyId, key } = await gateway.addKey({ hash: Buffer.alloc(32, 7) });
  const before = await gateway.mongo.session.collection<ApiKeyDocument>('api_keys').findOne({ _id: keyId });
  await gateway.startReplica({ SEED_API_KEY: key });

  expect(await gateway.mongo.session.collection<ApiKeyDocument>('api_keys').findOne({ _id: keyId })).toEqual(before);
});

test.each([
  ['SEED_ADMIN_PASSWORD', 'admin123'],
  ['SEED_ADMIN_PASSWORD', 'short'],
  ['JWT_SECRET', 'too short'],
  ['API_KEY_PEPPER', 'bm90IDMyIGJ5dGVz'],
  ['SEED_API_KEY', 'sms_test_nonsense'],
  ['SEED_TENANT', 'Tenant'],
])('%s is refused by name and not by value', (name, value) => {
  const read = () => gateway.config({ [name]: value });

  expect(read).toThrow(ConfigError);
  expect(read).toThrow(name);
  expect(read).not.toThrow(value);
});

test.each([
  ['SEED_DESTINATIONS', 'us'],
  ['SEED_DESTINATIONS', 'USA'],
  ['SEED_DESTINATIONS', 'US,UK'],
  ['SEED_DESTINATIONS', 'ZZ'],
  ['SEED_DEFAULT_REGION', 'XX'],
  ['SEED_DEFAULT_REGION', 'AQ'],
  ['SEED_DESTINATIONS', 'US;GB'],
  ['SEED_DEFAULT_REGION', 'uk'],
  ['SEED_DEFAULT_REGION', 'UK'],
  ['SEED_DEFAULT_REGION', '*'],
])('%s=%s is not a country', (name, value) => {
  expect(() => gateway.config({ [name]: value })).toThrow(`${name} must be`);
});

test.each(['*', 'US', 'HK, US,GB', 'AQ,XK', ''])('SEED_DESTINATIONS=%s is accepted', (value) => {
  expect(() => gateway.config({ SEED_DESTINATIONS: value })).not.toThrow();
});
