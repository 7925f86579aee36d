// Real: gateway, HTTP, MongoDB, NATS, argon2.
import { SCOPES, type Role } from '../../src/domain/principal.ts';
import type { UserDocument } from '../../src/outbound/mongo/documents.ts';
import { GatewayUnderTest, PASSWORD, TENANT, type Answer } from './gateway-under-test.ts';

const GOOD = 'seven brown foxes by the river';

type Headers = Readonly<Record<string, string>>;
interface Made {
  readonly id: string;
  readonly username: string;
}

let gateway: GatewayUnderTest;
let first: Headers;
let firstId: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  first = { authorization: `Bearer ${await gateway.logIn('admin', PASSWORD)}` };
  firstId = String((await gateway.call('/api/v1/auth/me', { headers: first })).body.id);
});
afterAll(() => gateway.close());

const call = (method: string, path: string, body?: unknown, headers: Headers = first): Promise<Answer> =>
  gateway.call(`/api/v1/users${path}`, { method, headers, body });
let made = 0;
const make = async (role: Role = 'owner'): Promise<Made> =>
  (await call('POST', '', { username: `user${++made}`, password: GOOD, role })).body as unknown as Made;
const bearerOf = async ({ username }: Made) => ({ authorization: `Bearer ${await gateway.logIn(username, GOOD)}` });
const stored = () => gateway.mongo.session.collection<UserDocument>('users');
const tenants = () => gateway.mongo.session.collection<{ _id: string }>('tenants');
const expectProblem = ({ status, body }: Answer, expected: number, code: string): void =>
  expect([status, body.code]).toEqual([expected, code]);

test('the owner of the first tenant is the first one', async () => {
  expect((await call('GET', `/${firstId}`)).body).toMatchObject({ installation_admin: true, role: 'owner' });
  expect((await gateway.call('/api/v1/auth/me', { headers: first })).body.scopes).toEqual([...SCOPES]);
});

test('one makes another one, who manages tenants and keeps the other rights of their role', async () => {
  const viewer = await make('viewer');
  expect((await call('PATCH', `/${viewer.id}`, { installation_admin: true })).body).toMatchObject({
    installation_admin: true,
    role: 'viewer',
  });
  const theirs = await bearerOf(viewer);

  const { body } = await gateway.call('/api/v1/auth/me', { headers: theirs });
  expect(body.scopes).toEqual([
    'messages:read',
    'routing:read',
    'templates:read',
    'opt_outs:read',
    'agents:read',
    'tenants:write',
    'tenant:write',
  ]);
  expect((await gateway.call('/api/v1/tenants', { headers: theirs })).status).toBe(200);
  expect((await gateway.send({ to: '+12025550123', text: 'x' }, { 'x-api-key': '', ...theirs })).status).not.toBe(202);
  expect((await call('PATCH', `/${viewer.id}`, { installation_admin: false })).body).toMatchObject({
    installation_admin: false,
  });
  expect(await gateway.audited({ action: 'user.change', target: viewer.id })).toMatchObject([
    { outcome: 'allowed', reason: 'installation_admin=true' },
    { outcome: 'allowed', reason: 'installation_admin=false' },
  ]);
});

test('nobody else makes, changes or deletes one', async () => {
  const [owner, another] = [await make(), await make('viewer')];
  const theirs = await bearerOf(owner);
  const { key } = await gateway.addKey({ scopes: SCOPES.filter((scope) => scope !== 'tenants:write') });

  for (const headers of [theirs, { 'x-api-key': key }]) {
    expectProblem(
      await call('PATCH', `/${another.id}`, { installation_admin: true }, headers),
      403,
      'insufficient_scope',
    );
    expectProblem(
      await call('PATCH', `/${firstId}`, { installation_admin: false }, headers),
      403,
      'insufficient_scope',
    );
    expectProblem(await call('PUT', `/${firstId}/password`, { password: GOOD }, headers), 403, 'insufficient_scope');
    expectProblem(await call('DELETE', `/${firstId}`, undefined, headers), 403, 'insufficient_scope');
  }
  expect((await call('GET', `/${firstId}`)).body).toMatchObject({ installation_admin: true, active: true });
});

test('the last one stays', async () => {
  const { key } = await gateway.addKey({ scopes: [...SCOPES] });
  const another = await make();
  await call('PATCH', `/${another.id}`, { installation_admin: true });
  const theirs = await bearerOf(another);

  expectProblem(await call('PATCH', `/${firstId}`, { installation_admin: false }), 409, 'not_oneself');
  expect((await call('PATCH', `/${another.id}`, { active: false })).status).toBe(200);
  expect((await call('PATCH', `/${another.id}`, { active: true })).status).toBe(200);
  expect((await call('PATCH', `/${firstId}`, { installation_admin: false }, theirs)).status).toBe(200);
  expectProblem(await call('PATCH', `/${another.id}`, { installation_admin: false }, theirs), 409, 'not_oneself');
  expectProblem(
    await call('PATCH', `/${another.id}`, { installation_admin: false }, { 'x-api-key': key }),
    403,
    'insufficient_scope',
  );
  expect((await call('PATCH', `/${firstId}`, { installation_admin: true }, theirs)).status).toBe(200);
});

test('of two who take each other out at once one stays, six times', async () => {
  for (let round = 0; round < 6; round++) {
    const [one, two] = [await make(), await make()];
    for (const { id } of [one, two]) await call('PATCH', `/${id}`, { installation_admin: true });
    const bearers = [await bearerOf(one), await bearerOf(two)];
    const others = { _id: { $nin: [one.id, two.id] } };
    await stored().updateMany(others, { $set: { installation_admin: false } });
    await tenants().updateOne({ _id: TENANT }, { $set: { administrators: [one.id, two.id] } });
    const removal = (
      [
        ['DELETE', undefined],
        ['PATCH', { active: false }],
        ['PATCH', { installation_admin: false }],
      ] as const
    )[round % 3]!;
    const answers = await Promise.all([
      call(removal[0], `/${two.id}`, removal[1], bearers[0]),
      call(removal[0], `/${one.id}`, removal[1], bearers[1]),
    ]);

    const left = await stored().countDocuments({ installation_admin: true, active: true });
    const codes = answers.map(({ body: { code = 'done' } }) => code as string).toSorted((a, b) => a.localeCompare(b));
    expect([round, left, codes]).toEqual([
      round,
      1,
      ['done', expect.stringMatching(/^(last_administrator|unauthenticated|not_found|insufficient_scope)$/)],
    ]);
    await stored().deleteMany({ _id: { $in: [one.id, two.id] } });
    await stored().updateOne({ _id: firstId }, { $set: { installation_admin: true } });
    await tenants().updateOne({ _id: TENANT }, { $set: { administrators: [firstId] } });
  }
}, 240_000);

test('an installation of an earlier version gets one at its next start, and no second one', async () => {
  await stored().updateMany({}, { $unset: { installation_admin: true } });
  await tenants().updateOne({ _id: TENANT }, { $unset: { administrators: true } });

  for (let start = 0; start < 2; start++) await gateway.seedAgain();
  expect((await stored().find({ installation_admin: true }).toArray()).map(({ _id }) => _id)).toEqual([firstId]);
  expect(await tenants().findOne({ _id: TENANT })).toMatchObject({ administrators: [firstId] });
});
