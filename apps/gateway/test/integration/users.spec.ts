// Real: two gateways, HTTP, MongoDB, NATS, argon2.
import { newRequestId, type TenantId } from '#libs/kernel';
import { SCOPES, scopesOf, type Role } from '../../src/domain/principal.ts';
import type { UserDocument } from '../../src/outbound/mongo/documents.ts';
import { migrations } from '../../src/outbound/mongo/migrations/index.ts';
import { MongoUsers } from '../../src/outbound/mongo/users.repository.ts';
import { GatewayUnderTest, OTHER_TENANT, PASSWORD, TENANT, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

const GOOD = 'seven brown foxes by the river';

const NO_PROGRESS = { reached: undefined, reach: async () => undefined };

let gateway: GatewayUnderTest;
let replica: string;
let owner: { readonly authorization: string };
let admin: { readonly authorization: string };
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  replica = await gateway.startReplica();
  owner = { authorization: `Bearer ${await gateway.logIn('admin', PASSWORD)}` };
  admin = await addUser(gateway, 'admin');
});
afterAll(() => gateway.close());

const call = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = owner) =>
  gateway.call(`/api/v1/users${path}`, { method, headers, body });
let made = 0;
const nextName = (): string => `user${++made}`;
interface Made {
  readonly id: string;
  readonly number: number;
  readonly username: string;
}
const make = async (role: Role = 'operator'): Promise<Made> =>
  (await call('POST', '', { username: nextName(), password: GOOD, role })).body as unknown as Made;
const bearerOf = async ({ username }: Made, password = GOOD) => ({
  authorization: `Bearer ${await gateway.logIn(username, password)}`,
});
const stored = () => gateway.mongo.session.collection<UserDocument>('users');
const statusAt = async (url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  (await fetch(`${url}/api/v1/auth/me`, { headers })).status;
const expectProblem = ({ status, body }: Answer, expected: number, code: string): void =>
  expect([status, body.code]).toEqual([expected, code]);

test('a new user logs in, does what the role says, and is audited without the password', async () => {
  const username = nextName();
  const { status, body, text } = await call('POST', '', {
    username: username.toUpperCase(),
    password: GOOD,
    role: 'viewer',
  });

  expect(status).toBe(201);
  expect(body).toEqual({
    id: expect.any(String),
    number: expect.any(Number),
    username,
    role: 'viewer',
    active: true,
    installation_admin: false,
    created_at: expect.any(String),
    created_by: expect.stringMatching(/^user:/),
  });
  expect(text).not.toContain(GOOD);
  expect((await call('GET', `/${body.id as string}`)).body).toEqual(body);
  const me = await gateway.call('/api/v1/auth/me', { headers: await bearerOf(body as unknown as Made) });
  expect(me.body).toMatchObject({
    username,
    role: 'viewer',
    scopes: ['messages:read', 'routing:read', 'templates:read', 'opt_outs:read', 'agents:read'],
  });
  const rows = await gateway.audited({ action: 'user.create', target: String(body.id) });
  expect(rows).toMatchObject([{ outcome: 'allowed', tenant: TENANT, reason: 'viewer' }]);
  expect(JSON.stringify([rows, await stored().findOne({ username })])).not.toContain(GOOD);
});

test('numbers count up within the tenant, and a list holds everybody once', async () => {
  const users = [await make(), await make(), await make()];

  expect(users.map(({ number }) => number)).toEqual([0, 1, 2].map((more) => users[0]!.number + more));
  const { body } = await call('GET', '?limit=100');
  const ids = (body.data as Made[]).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(users.map(({ id }) => id)));
  expect(JSON.stringify(body)).not.toContain('argon2');
});

test('a changed role and a disabled user count on every gateway within 5 seconds', async () => {
  const user = await make('operator');
  const bearer = await bearerOf(user);
  expect([await statusAt(gateway.url, bearer), await statusAt(replica, bearer)]).toEqual([200, 200]);

  expect((await call('PATCH', `/${user.id}`, { role: 'viewer', active: false })).body).toMatchObject({
    role: 'viewer',
    active: false,
  });
  const began = Date.now();
  while ((await statusAt(replica, bearer)) === 200) expect(Date.now() - began).toBeLessThan(6_000);
  expect(await statusAt(gateway.url, bearer)).toBe(401);
  expectProblem(
    await gateway.call('/api/v1/auth/login', { method: 'POST', body: { username: user.username, password: GOOD } }),
    401,
    'unauthenticated',
  );
});

test('a new password takes the place of the old one', async () => {
  const user = await make();
  const password = 'eleven grey geese over the hill';

  expect((await call('PUT', `/${user.id}/password`, { password })).status).toBe(204);
  expect(await statusAt(gateway.url, await bearerOf(user, password))).toBe(200);
  expect(await statusAt(gateway.url, await bearerOf(user, GOOD))).toBe(401);
});

test('calls that change one owner at once do not let the last owner go', async () => {
  const users = new MongoUsers(gateway.mongo.session);
  const of = { passwordHash: '', role: 'owner', active: true, createdBy: 'spec' } as const;
  for (let turn = 0; turn < 10; turn += 1) {
    const tenant = `9000000${turn}` as TenantId;
    await gateway.addTenant(tenant);
    const [one, other] = [nextName(), nextName()];
    for (const id of [one, other]) await users.add({ ...of, id, tenant, username: id });

    await Promise.all([users.change(tenant, one, { role: 'viewer' }), users.change(tenant, one, { role: 'owner' })]);
    const ends = [await users.change(tenant, other, { active: false }), await users.remove(tenant, one)];

    expect(ends).toContain('last_owner');
    expect(await stored().countDocuments({ tenant, role: 'owner', active: true })).toBe(1);
  }
});

test('a deleted user is unknown, and the name is free again', async () => {
  const user = await make();

  expect((await call('DELETE', `/${user.id}`)).status).toBe(204);
  expectProblem(await call('GET', `/${user.id}`), 404, 'not_found');
  expectProblem(await call('DELETE', `/${user.id}`), 404, 'not_found');
  const again = await call('POST', '', { username: user.username, password: GOOD, role: 'viewer' });
  expect([again.status, again.body.number]).toEqual([201, expect.any(Number)]);
  expect(again.body.number).not.toBe(user.number);
});

test('nobody disables, degrades or deletes themself', async () => {
  const other = await make('owner');
  const own = await bearerOf(other);

  expectProblem(await call('PATCH', `/${other.id}`, { active: false }, own), 409, 'not_oneself');
  expectProblem(await call('PATCH', `/${other.id}`, { role: 'admin' }, own), 409, 'not_oneself');
  expectProblem(await call('DELETE', `/${other.id}`, undefined, own), 409, 'not_oneself');
  expect((await call('PATCH', `/${other.id}`, { role: 'owner' }, own)).status).toBe(200);
  expect((await call('DELETE', `/${other.id}`)).status).toBe(204);
});

test('only an owner makes, changes or deletes an owner', async () => {
  const { id } = await make('owner');

  expectProblem(
    await call('POST', '', { username: nextName(), password: GOOD, role: 'owner' }, admin),
    403,
    'insufficient_scope',
  );
  expectProblem(await call('PATCH', `/${id}`, { active: false }, admin), 403, 'insufficient_scope');
  expectProblem(await call('PUT', `/${id}/password`, { password: GOOD }, admin), 403, 'insufficient_scope');
  expectProblem(await call('DELETE', `/${id}`, undefined, admin), 403, 'insufficient_scope');
  const operator = await make('operator');
  expectProblem(await call('PATCH', `/${operator.id}`, { role: 'owner' }, admin), 403, 'insufficient_scope');
  expect((await call('PATCH', `/${operator.id}`, { role: 'admin' }, admin)).status).toBe(200);
  const key = { 'x-api-key': (await gateway.addKey({ scopes: ['users:write'] })).key };
  expectProblem(await call('DELETE', `/${id}`, undefined, key), 403, 'insufficient_scope');
  expect((await call('DELETE', `/${id}`)).status).toBe(204);
});

test('a key manages only users who may do no more than the key', async () => {
  const [asAdmin, viewer] = [await make('admin'), await make('viewer')];
  const few = { 'x-api-key': (await gateway.addKey({ scopes: ['users:write'] })).key };
  const some = {
    'x-api-key': (await gateway.addKey({ scopes: ['users:write', ...scopesOf({ role: 'viewer' })] })).key,
  };
  const test_ = { 'x-api-key': (await gateway.addKey({ environment: 'test', scopes: [...SCOPES] })).key };

  for (const key of [few, some, test_]) {
    const wanted = { username: nextName(), password: GOOD, role: 'admin' };
    expectProblem(await call('POST', '', wanted, key), 403, 'insufficient_scope');
    expectProblem(await call('PUT', `/${asAdmin.id}/password`, { password: GOOD }, key), 403, 'insufficient_scope');
    expectProblem(await call('PATCH', `/${viewer.id}`, { role: 'admin' }, key), 403, 'insufficient_scope');
  }
  expect((await call('PATCH', `/${viewer.id}`, { active: false }, some)).status).toBe(200);
});

test('of two owners who remove each other at once one stays, six times', async () => {
  const others = (await stored().find({ tenant: TENANT, role: 'owner' }).toArray()).map(({ _id }) => _id);
  for (let round = 0; round < 6; round++) {
    const [one, two] = [await make('owner'), await make('owner')];
    const bearers = [await bearerOf(one), await bearerOf(two)];
    await gateway.mongo.session
      .collection<{ _id: string }>('tenants')
      .updateOne({ _id: TENANT }, { $set: { owners: [one.id, two.id] } });
    const removal = round % 2 === 0 ? (['DELETE', undefined] as const) : (['PATCH', { active: false }] as const);
    const answers = await Promise.all([
      call(removal[0], `/${two.id}`, removal[1], bearers[0]),
      call(removal[0], `/${one.id}`, removal[1], bearers[1]),
    ]);
    const left = await stored().countDocuments({ _id: { $in: [one.id, two.id] }, role: 'owner', active: true });
    expect([
      round,
      left,
      answers.map(({ body: { code = 'done' } }) => code as string).toSorted((a, b) => a.localeCompare(b)),
    ]).toEqual([round, 1, ['done', expect.stringMatching(/^(last_owner|unauthenticated|not_found)$/)]]);
    await stored().deleteMany({ _id: { $in: [one.id, two.id] } });
  }
  await gateway.mongo.session
    .collection<{ _id: string }>('tenants')
    .updateOne({ _id: TENANT }, { $set: { owners: others } });
}, 240_000);

test('the last owner cannot be disabled by another owner whose own role was taken meanwhile', async () => {
  const { id: last } = await make('owner');
  const acting = await make('owner');
  const bearer = await bearerOf(acting);
  await gateway.mongo.session
    .collection<{ _id: string }>('tenants')
    .updateOne({ _id: TENANT }, { $set: { owners: [last] } });

  expectProblem(await call('PATCH', `/${last}`, { role: 'viewer' }, bearer), 409, 'last_owner');
  expectProblem(await call('DELETE', `/${last}`, undefined, bearer), 409, 'last_owner');
});

test('twenty who make the same name at once make one user', async () => {
  const username = nextName();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call('POST', '', { username, password: GOOD, role: 'viewer' })),
  );

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(await stored().countDocuments({ username })).toBe(1);
});

test("another tenant's users are unknown, and its names are taken", async () => {
  await gateway.addTenant(OTHER_TENANT);
  const foreign = newRequestId();
  await stored().insertOne({
    _id: foreign,
    tenant: OTHER_TENANT,
    username: 'theirs',
    role: 'viewer',
    password_hash: '',
    active: true,
    created_at: new Date(),
    number: 1,
  });

  const missing = await call('GET', `/${newRequestId()}`);
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', { role: 'viewer' }],
    ['PUT', '/password', { password: GOOD }],
    ['DELETE', '', undefined],
  ] as const) {
    const answer = await call(method, `/${foreign}${path}`, body);
    expect([answer.status, answer.body.detail]).toEqual([404, missing.body.detail]);
  }
  expect(await stored().countDocuments({ _id: foreign, active: true })).toBe(1);
  expectProblem(await call('POST', '', { username: 'Theirs', password: GOOD, role: 'viewer' }), 409, 'name_taken');
});

test.each([
  ['a short password', { password: 'nine char' }, 422, 'weak_password'],
  ['a leaked password', { password: '1234567890' }, 422, 'weak_password'],
  ['a leaked password in capitals', { password: 'QWERTYUIOP' }, 422, 'weak_password'],
  ['a password with the name in it', { username: 'ada', password: 'my name is Ada' }, 422, 'weak_password'],
  ['a password of 257 characters', { password: 'x'.repeat(257) }, 400, 'invalid_field'],
  ['a list as password', { password: [GOOD] }, 400, 'invalid_field'],
  ['a name with a space', { username: 'a b c' }, 400, 'invalid_field'],
  ['a name of two characters', { username: 'ab' }, 400, 'invalid_field'],
  ['an unknown role', { role: 'root' }, 400, 'invalid_field'],
  ['a tenant', { tenant: OTHER_TENANT }, 400, 'unknown_field'],
])('%s is refused, and no user is made', async (_, over, status, code) => {
  const before = await stored().countDocuments();
  const answer = await call('POST', '', { username: nextName(), password: GOOD, role: 'viewer', ...over });

  expectProblem(answer, status, code);
  expect(await stored().countDocuments()).toBe(before);
});

test.each([{}, { role: null }, { active: 'no' }, { username: 'other' }])('the change %j is refused', async (body) => {
  const { id } = await make();
  const before = await call('GET', `/${id}`);

  expect((await call('PATCH', `/${id}`, body)).status).toBe(400);
  expect((await call('GET', `/${id}`)).body).toEqual(before.body);
});

test('users of earlier versions get numbers, and their tenant its owners', async () => {
  const { session } = gateway.mongo;
  const tenant = '00000009' as typeof TENANT;
  await gateway.addTenant(tenant);
  const older = (n: number, role: Role, active = true) => ({
    _id: newRequestId(),
    tenant,
    username: `older${n}`,
    role,
    password_hash: '',
    active,
    created_at: new Date(n),
  });
  const users = [older(2, 'viewer'), older(1, 'owner'), older(3, 'owner', false)];
  await stored().insertMany(users);

  const { up } = migrations.find(({ version }) => version === 3)!;
  for (let time = 0; time < 2; time++) await session.patiently((db) => up(db, NO_PROGRESS));
  const numbers = await stored().find({ tenant }).sort({ number: 1 }).toArray();
  expect(numbers.map(({ username, number }) => [username, number])).toEqual([
    ['older1', 1],
    ['older2', 2],
    ['older3', 3],
  ]);
  expect(await session.collection<{ _id: string }>('tenants').findOne({ _id: tenant })).toMatchObject({
    owners: [users[1]!._id],
    users: 3,
  });
});
