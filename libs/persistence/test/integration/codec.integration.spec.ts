// Real: mongod, cryptography, key files.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { ConfigError, newTenantId, randomOctets } from '#libs/kernel';
import { Codec, createCodec, Unsealable, type CodecOptions } from '../../src/index.ts';
import { TenantKeyStore, type TenantKeyDocument } from '../../src/tenant-keys.ts';
import { countCommands, testMongo, type TestMongo } from '../../testing/index.ts';

const commands = countCommands();
let mongo: TestMongo;
let folder: string;
let keyFile: string;
let codec: Codec;
const tenant = newTenantId();
const neighbour = newTenantId();

beforeAll(async () => {
  mongo = await testMongo(commands);
  folder = await mkdtemp(join(tmpdir(), 'postrider-codec-'));
  keyFile = await newKeyFile('first');
  codec = await createCodec(options({ keyFile }));
  await Promise.all([codec.readyToSeal(tenant), codec.readyToSeal(neighbour)]);
}, 60_000);

afterAll(async () => {
  await mongo.close();
  await rm(folder, { recursive: true });
});

async function newKeyFile(name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, randomOctets(32).toString('base64'));
  return path;
}

const lines: { event: string; tenant?: unknown }[] = [];
const options = (over: Partial<CodecOptions>): CodecOptions => ({
  keyFile,
  session: mongo.session,
  holdsSealed: async () => false,
  log: { error: (event, fields) => void lines.push({ event, ...fields }) },
  ...over,
});
const anotherReplica = (over: Partial<CodecOptions> = {}): Promise<Codec> => createCodec(options(over));
const keys = () => mongo.session.collection<TenantKeyDocument>('tenant_keys');

test('any text can be opened after sealing, and no two seals of it are equal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const [one, two] = [codec.seal(tenant, 'text', text), codec.seal(tenant, 'text', text)];
      expect(codec.open(tenant, 'text', one)).toBe(text);
      expect(Buffer.compare(one, two)).not.toBe(0);
    }),
  );
});

test('a seal survives the database, and another replica opens it', async () => {
  const stored = mongo.session.collection<{ _id: string; text: Uint8Array }>('sealed');
  await stored.insertOne({ _id: 's1', text: codec.seal(tenant, 'text', 'hello, سلام') });

  const other = await anotherReplica();
  await other.ready(tenant);

  const found = await stored.findOne({ _id: 's1' });
  expect(other.open(tenant, 'text', found!.text)).toBe('hello, سلام');
  expect(other.hash(tenant, 'value')).toBe(codec.hash(tenant, 'value'));
});

test.each<[string, () => string]>([
  ['of another tenant', () => codec.open(neighbour, 'text', codec.seal(tenant, 'text', 'private'))],
  ['of another field', () => codec.open(tenant, 'number', codec.seal(tenant, 'text', 'private'))],
  ['altered in one bit', () => codec.open(tenant, 'text', flipped(codec.seal(tenant, 'text', 'private')))],
  ['of another version', () => codec.open(tenant, 'text', flipped(codec.seal(tenant, 'text', 'private'), 0))],
  ['cut short', () => codec.open(tenant, 'text', codec.seal(tenant, 'text', 'private').subarray(0, 12))],
  ['that is empty', () => codec.open(tenant, 'text', new Uint8Array())],
])('a seal %s cannot be opened', (_, open) => {
  expect(open).toThrow(Unsealable);
  expect(open).toThrow(/^The sealed (text|number) does not open as tenant \w{8}'s/);
  expect(open).not.toThrow(/private/);
});

test('changing any bit of a seal makes it unreadable', () => {
  const sealed = codec.seal(tenant, 'text', 'private');

  for (let at = 0; at < sealed.length; at++)
    expect(() => codec.open(tenant, 'text', flipped(sealed, at))).toThrow(Unsealable);
});

test('a hash finds the same value again, only within its tenant', () => {
  expect(codec.hash(tenant, 'value')).toMatch(/^[\w-]{22}$/);
  expect(codec.hash(tenant, 'value')).toBe(codec.hash(tenant, 'value'));
  expect(codec.hash(tenant, 'value')).not.toBe(codec.hash(tenant, 'valuf'));
  expect(codec.hash(tenant, 'value')).not.toBe(codec.hash(neighbour, 'value'));
});

test('replicas that race for a new tenant’s key end up with one key', async () => {
  for (let round = 0; round < 20; round++) {
    const fresh = newTenantId();
    const replicas = await Promise.all([anotherReplica(), anotherReplica(), anotherReplica()]);

    await Promise.all(replicas.map((replica) => replica.readyToSeal(fresh)));

    const seals = replicas.map((replica) => replica.seal(fresh, 'text', 'private'));
    for (const replica of replicas)
      expect(seals.map((sealed) => replica.open(fresh, 'text', sealed))).toEqual(['private', 'private', 'private']);
  }
});

test('a tenant’s key is loaded once, however many callers wait for it', async () => {
  const replica = await anotherReplica();
  commands.reset();

  await Promise.all(Array.from({ length: 10 }, () => replica.ready(tenant)));
  await replica.ready(tenant);

  expect(commands.counts()).toEqual({ 'find tenant_keys': 1 });
});

test('data sealed with a missing key cannot be opened, and no new key is made', async () => {
  const lost = newTenantId();
  await codec.readyToSeal(lost);
  const sealed = codec.seal(lost, 'text', 'private');
  await keys().deleteOne({ _id: lost });
  const replica = await anotherReplica({ holdsSealed: async (of) => of === lost });
  lines.length = 0;

  await replica.ready(lost);

  expect(() => replica.open(lost, 'text', sealed)).toThrow(Unsealable);
  expect(() => replica.open(lost, 'text', sealed)).toThrow(`The key of tenant ${lost} is gone`);
  await expect(replica.readyToSeal(lost)).rejects.toMatchObject({ code: 'service_unavailable' });
  expect(() => replica.seal(lost, 'text', 'private')).toThrow('await readyToSeal() first');
  expect(await keys().findOne({ _id: lost })).toBeNull();
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({ event: 'tenant.key_gone', tenant: lost });
});

test('a key that is restored is found again', async () => {
  const lost = newTenantId();
  await codec.readyToSeal(lost);
  const sealed = codec.seal(lost, 'text', 'private');
  const stored = (await keys().findOneAndDelete({ _id: lost }))!;
  const replica = await anotherReplica();
  await replica.ready(lost);

  await keys().insertOne(stored);

  await replica.ready(lost);
  expect(replica.open(lost, 'text', sealed)).toBe('private');
});

test('a key that another replica made while this one looked for sealed data is used', async () => {
  const fresh = newTenantId();
  const replica = await anotherReplica({ holdsSealed: (of) => codec.readyToSeal(of).then(() => true) });

  await replica.readyToSeal(fresh);

  expect(codec.open(fresh, 'text', replica.seal(fresh, 'text', 'private'))).toBe('private');
});

test('a read that began before the key was made is repeated', async () => {
  const fresh = newTenantId();
  const looked = Promise.withResolvers<undefined>();
  const looks = [() => looked.promise, () => new TenantKeyStore(keys(), Buffer.alloc(32, 1)).make(fresh)];
  const store = { load: () => looks.shift()!(), make: () => Promise.reject(new Error('It is there.')) };
  const replica = new Codec(store, options({}));

  const [early, late] = [replica.ready(fresh), replica.ready(fresh)];
  looked.resolve(undefined);
  await Promise.all([early, late]);

  expect(replica.open(fresh, 'text', replica.seal(fresh, 'text', 'private'))).toBe('private');
});

test('using a tenant’s key before it is loaded says what to do', async () => {
  const replica = await anotherReplica();

  expect(() => replica.seal(tenant, 'text', 'private')).toThrow('await ready() first');
});

test('the database has the wrapped key only, and another key file does not open it', async () => {
  const stranger = await anotherReplica({ keyFile: await newKeyFile('second') });

  await expect(stranger.ready(tenant)).rejects.toThrow(`The key of tenant ${tenant} does not open`);

  const stored = await keys().findOne({ _id: tenant });
  expect(stored!.wrapped).toHaveLength(12 + 32 + 16);
});

test('a wrapped key that was moved to another tenant cannot be opened', async () => {
  const thief = newTenantId();
  const { wrapped, version } = (await keys().findOne({ _id: tenant }))!;
  await keys().insertOne({ _id: thief, wrapped, version });

  await expect((await anotherReplica()).ready(thief)).rejects.toThrow(`The key of tenant ${thief} does not open`);
});

test('a key that could not be loaded is tried again', async () => {
  const away = await mongo.open();
  const replica = await anotherReplica({ session: away });
  await away.client.close();
  await expect(replica.ready(tenant)).rejects.toMatchObject({ code: 'service_unavailable' });

  await away.client.connect();

  await replica.ready(tenant);
  expect(replica.hash(tenant, 'value')).toBe(codec.hash(tenant, 'value'));
});

test('a key file that is missing is refused by name', async () => {
  const creation = anotherReplica({ keyFile: join(folder, 'nowhere') });

  await expect(creation).rejects.toBeInstanceOf(ConfigError);
  await expect(creation).rejects.toThrow('does not exist');
});

function flipped(sealed: Uint8Array, at = sealed.length - 1): Uint8Array {
  const altered = Uint8Array.from(sealed);
  altered[at]! ^= 1;
  return altered;
}
