// Real: gateway, HTTP, MongoDB, NATS. The dispatcher's and the adapter's sides of the bus are in memory.
import { PostriderError } from '#libs/kernel';
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';
import { VendorOnTheBus } from './vendor-on-the-bus.ts';

const acme = new VendorOnTheBus('acme');
let gateway: GatewayUnderTest;
let user: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  await acme.serve(gateway.nats);
  user = { authorization: `Bearer ${await gateway.logIn()}` };
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.busRoutes.clear();
  acme.trouble = undefined;
});

const SETTINGS = { account: 'main', token: 'a token of the account', sender: '+15005550006' };
const BODY = { vendor: 'acme', name: 'Main', environment: 'test', settings: SETTINGS };
const call = (method: string, path = '', body?: unknown, headers = user): Promise<Answer> =>
  gateway.call(`/api/v1/vendor-accounts${path}`, { method, headers, ...(body !== undefined && { body }) });
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });

test('an account is made of settings that the adapter seals, and shown without them', async () => {
  const answer = await call('POST', '', BODY);

  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    id: acme.idOf('main', 'test'),
    vendor: 'acme',
    name: 'Main',
    environment: 'test',
    source: 'api',
    fields: ['account', 'token', 'sender'],
  });
  expect(answer.text).not.toContain(SETTINGS.token);
  expect((await call('GET')).body.data).toEqual([answer.body]);
  expect(await gateway.audited({ action: 'account.create', target: String(answer.body.id) })).toMatchObject([
    { outcome: 'allowed' },
  ]);
});

test('settings are replaced, but not by those of another account', async () => {
  const { id } = (await call('POST', '', BODY)).body;
  const changes = gateway.busRoutes.changes.length;
  const other = await call('PUT', `/${String(id)}`, { settings: { ...SETTINGS, account: 'another' } });
  const rotated = await call('PUT', `/${String(id)}`, { settings: { ...SETTINGS, token: 'a rotated token' } });

  expect(refusal(other)).toEqual({ status: 422, code: 'invalid_account' });
  expect(other.body.detail).toContain('another account');
  expect(rotated.body).toMatchObject({ id, name: 'Main' });
  expect(gateway.busRoutes.changes.length).toBe(changes + 1);
  expect((await call('GET')).body.data).toHaveLength(1);
  expect((await call('PUT', `/${String(id)}`, { settings: SETTINGS, name: 'New' })).body).toMatchObject({
    name: 'New',
  });
});

test('settings are sealed for the tenant of the credential, so that its account has a callback address of its own', async () => {
  await gateway.addTenant(OTHER_TENANT);
  const { key } = await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test', scopes: ['accounts:write'] });
  const theirs = { ...BODY, settings: { ...SETTINGS, account: 'theirs' } };
  acme.sealedFor.length = 0;

  const { id } = (await call('POST', '', BODY)).body;
  await call('PUT', `/${String(id)}`, { settings: SETTINGS });
  expect((await call('POST', '', theirs, { 'x-api-key': key })).status).toBe(201);

  expect(acme.sealedFor).toEqual([TENANT, TENANT, OTHER_TENANT]);
});

test('an account is switched off and on again', async () => {
  const { id } = gateway.busRoutes.add(TENANT, 'acme-0a1b2c3d', 'test');

  expect((await call('POST', `/${id}/disable`)).body).toMatchObject({ id, enabled: false });
  expect((await call('POST', `/${id}/enable`, {})).body).toMatchObject({ id, enabled: true });
  expect(gateway.busRoutes.changes).toMatchObject([{ change: { enabled: false } }, { change: { enabled: true } }]);
  expect(refusal(await call('POST', `/${id}/enable`, { force: true }))).toEqual({ status: 400, code: 'unknown_field' });
});

test('the vendor is asked whether the credentials are good; without an adapter that is 503', async () => {
  const { id } = gateway.busRoutes.add(TENANT, 'acme-0a1b2c3d', 'test');
  const { id: away } = gateway.busRoutes.add(TENANT, 'away-0a1b2c3d', 'test');
  const good = await call('POST', `/${id}/test`);
  acme.says = { ok: false, fault: 'misconfigured', vendor_code: '20003' };
  const bad = await call('POST', `/${id}/test`);

  expect(good.body).toEqual({ ok: true, balance_micros: 12_500_000, currency: 'USD' });
  expect(bad.body).toEqual({ ok: false, fault: 'misconfigured', vendor_code: '20003' });
  expect(acme.checked).toEqual([id, id]);
  expect(refusal(await call('POST', `/${away}/test`))).toEqual({ status: 503, code: 'service_unavailable' });
  expect(await gateway.audited({ action: 'account.test', target: away })).toMatchObject([{ outcome: 'unknown' }]);
});

test('a vendor that nobody knows is 404, and one whose adapter is away 503', async () => {
  gateway.busRoutes.add(TENANT, 'away-0a1b2c3d', 'test');
  const unknown = await call('POST', '', { ...BODY, vendor: 'nobody' });

  expect(refusal(unknown)).toEqual({ status: 404, code: 'not_found' });
  expect(unknown.body.detail).toMatch(/^No adapter of this vendor/);
  expect((await call('POST', '', { ...BODY, vendor: 'away' })).status).toBe(503);
  expect((await call('PUT', '/away-0a1b2c3d', { settings: SETTINGS })).status).toBe(503);
});

test('a key makes and sees accounts of its own environment and tenant', async () => {
  const { key } = await gateway.addKey({ environment: 'test', scopes: ['accounts:write', 'routing:read'] });
  const headers = { 'x-api-key': key };
  const live = gateway.busRoutes.add(TENANT, 'acme-aaaaaaaa', 'live');
  gateway.busRoutes.add(OTHER_TENANT, 'acme-bbbbbbbb', 'test');

  expect(refusal(await call('POST', '', { ...BODY, environment: 'live' }, headers))).toEqual({
    status: 400,
    code: 'invalid_field',
  });
  const made = await call('POST', '', BODY, headers);
  expect(made.status).toBe(201);
  expect((await call('GET', '', undefined, headers)).body.data).toEqual([made.body]);
  for (const path of [`/${live.id}/test`, `/${live.id}/disable`, `/${live.id}/enable`])
    expect((await call('POST', path, undefined, headers)).status).toBe(404);
  expect((await call('PUT', `/${live.id}`, { settings: SETTINGS }, headers)).status).toBe(404);
});

const many = Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`name_${n}`, 'x']));
test.each([
  ['no vendor', { ...BODY, vendor: undefined }, 400, 'invalid_field'],
  ['a vendor with a dot', { ...BODY, vendor: 'acme.rpc' }, 400, 'invalid_field'],
  ['no name', { ...BODY, name: '' }, 400, 'invalid_field'],
  ['an environment that is none', { ...BODY, environment: 'staging' }, 400, 'invalid_field'],
  ['an unknown field', { ...BODY, tenant: 'x' }, 400, 'unknown_field'],
  ['settings that are a list', { ...BODY, settings: ['x'] }, 400, 'invalid_field'],
  ['no settings', { ...BODY, settings: {} }, 400, 'invalid_field'],
  ['31 settings', { ...BODY, settings: many }, 400, 'invalid_field'],
  ['a setting that is a number', { ...BODY, settings: { token: 1 } }, 400, 'invalid_field'],
  ['a setting of 4,097 characters', { ...BODY, settings: { token: 'x'.repeat(4_097) } }, 400, 'invalid_field'],
  ['a setting whose name is none', { ...BODY, settings: { 'to.ken': 'x' } }, 400, 'invalid_field'],
  ['settings that the adapter misses', { ...BODY, settings: { account: 'x' } }, 422, 'invalid_account'],
])('%s is refused', async (_, body, status, code) => {
  expect(refusal(await call('POST', '', body))).toEqual({ status, code });
});

describe('a secret', () => {
  const CANARY = 'canary-4f1d9b7c2e';
  const secret = { ...SETTINGS, token: CANARY };

  /** Everything that a secret is sent with, and every way in which that can fail. */
  async function answersAboutSecrets(): Promise<Answer[]> {
    const made = await call('POST', '', { ...BODY, settings: secret });
    const id = String(made.body.id);
    const answers = [made, await call('PUT', `/${id}`, { settings: secret }), await call('GET')];
    const refused = [
      { ...BODY, settings: { ...secret, account: undefined } },
      { ...BODY, settings: { ...secret, Token: CANARY } },
      { ...BODY, settings: CANARY },
      { ...BODY, settings: secret, vendor: 'nobody' },
      { ...BODY, settings: secret, name: 1 },
      { ...BODY, settings: { [CANARY]: 'x' } },
    ];
    for (const body of refused) answers.push(await call('POST', '', body));
    answers.push(await call('PUT', `/${id}`, { settings: { ...secret, account: 'another' } }));
    answers.push(await call('POST', '', `{"settings":{"token":"${CANARY}"`));

    acme.trouble = ({ token }) => new PostriderError('invalid_account', `The token ${token} is wrong.`);
    answers.push(await call('POST', '', { ...BODY, settings: secret }));
    acme.trouble = ({ token }) => new Error(`Cannot read ${token}.`);
    answers.push(await call('POST', '', { ...BODY, settings: secret }));
    acme.trouble = undefined;
    answers.push(await call('POST', `/${id}/test`), await gateway.call('/openapi.json'));
    return answers;
  }

  test('is in no answer, log, audit row or document', async () => {
    const lines = gateway.captureLog();
    const answers = await answersAboutSecrets();

    const statuses = answers.map(({ status }) => status);
    expect(statuses).toEqual([201, 200, 200, 422, 400, 400, 404, 400, 400, 422, 415, 422, 500, 200, 200]);
    expect(lines.join('')).toContain('http.failed');
    const told = answers.map(({ text, headers }) => text + JSON.stringify([...headers])).join('');
    const collections = await gateway.mongo.session.db.collections();
    const stored = await Promise.all(collections.map((each) => each.find().toArray()));
    expect(JSON.stringify(stored)).toContain('account.replace');
    for (const place of [told, lines.join(''), JSON.stringify(stored)]) expect(place).not.toContain(CANARY);
  });
});
