// Real: gateway, HTTP, MongoDB, NATS. The dispatcher and the adapter are canned services on the real bus.
import { providerContracts } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { providerSamples } from '../../../../libs/contracts/testing/index.ts';
import { canned } from '../../../../libs/messaging/testing/index.ts';
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';

const acme = canned(providerContracts('acme'), providerSamples('acme'));
const { seal, check } = acme.questions;
let gateway: GatewayUnderTest;
let user: Record<string, string>;
let by: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  await gateway.nats.serve(acme.parts);
  user = { authorization: `Bearer ${await gateway.logIn()}` };
  by = `user:${String((await gateway.call('/api/v1/auth/me', { headers: user })).body.id)}`;
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.canned.forget();
  acme.forget();
});

const SETTINGS = { account: 'main', token: 'a token of the account', sender: '+15005550006' };
const BODY = { vendor: 'acme', name: 'Main', environment: 'test', settings: SETTINGS };
const call = (method: string, path = '', body?: unknown, headers = user): Promise<Answer> =>
  gateway.call(`/api/v1/vendor-accounts${path}`, { method, headers, ...(body !== undefined && { body }) });
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });
const accounts = () => gateway.dispatcher.accounts;
/** The account of the dispatcher's reply. */
const present = () => accounts().list.sample.accounts[0]!;
const ofVendor = (vendor: string) => ({ accounts: [{ ...present(), id: `${vendor}-0a1b2c3d`, vendor }] });

test('an account is made of settings that the adapter seals, and shown without them', async () => {
  const answer = await call('POST', '', BODY);

  expect(answer.status).toBe(201);
  expect(answer.body).toEqual(accounts().save.sample);
  expect(seal.asked).toEqual([{ tenant: TENANT, environment: 'test', settings: SETTINGS }]);
  expect(accounts().save.asked).toEqual([{ tenant: TENANT, by, name: 'Main', account: seal.sample }]);
  expect(answer.text).not.toContain(SETTINGS.token);
  expect((await call('GET')).body.data).toEqual([present()]);
  expect(await gateway.audited({ action: 'account.create', target: String(answer.body.id) })).toMatchObject([
    { outcome: 'allowed' },
  ]);
});

test('settings are replaced, and the dispatcher gets the id of the account, so that it refuses those of another', async () => {
  const { id } = present();
  const rotated = { ...SETTINGS, token: 'a rotated token' };
  const replaced = await call('PUT', `/${id}`, { settings: rotated });
  await call('PUT', `/${id}`, { settings: SETTINGS, name: 'New' });
  accounts().save.refuses('invalid_account', 'These are the settings of another account.');
  const other = await call('PUT', `/${id}`, { settings: { ...SETTINGS, account: 'another' } });

  expect({ status: replaced.status, body: replaced.body }).toEqual({ status: 200, body: accounts().save.sample });
  expect(seal.asked[0]).toEqual({ tenant: TENANT, environment: 'test', settings: rotated });
  const saved = { tenant: TENANT, by, id, account: seal.sample };
  expect(accounts().save.asked.slice(0, 2)).toEqual([
    { ...saved, name: 'Main' },
    { ...saved, name: 'New' },
  ]);
  expect(refusal(other)).toEqual({ status: 422, code: 'invalid_account' });
  expect(other.body.detail).toContain('another account');
});

test('settings are sealed for the tenant of the credential, so that its account has a callback address of its own', async () => {
  await gateway.addTenant(OTHER_TENANT);
  const { key } = await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test', scopes: ['accounts:write'] });
  const theirs = { ...BODY, settings: { ...SETTINGS, account: 'theirs' } };

  await call('POST', '', BODY);
  await call('PUT', `/${present().id}`, { settings: SETTINGS });
  expect((await call('POST', '', theirs, { 'x-api-key': key })).status).toBe(201);

  const tenants = [TENANT, TENANT, OTHER_TENANT];
  expect(seal.asked.map(({ tenant }) => tenant)).toEqual(tenants);
  expect(accounts().save.asked.map(({ tenant }) => tenant)).toEqual(tenants);
});

test('only an owner gives an account an address of its own', async () => {
  const settings = { ...SETTINGS, api_url: 'https://sms.example.com' };
  const body = { ...BODY, settings };
  const { key } = await gateway.addKey({ environment: 'test', scopes: ['accounts:write', 'routing:read'] });
  const byKey = { 'x-api-key': key };
  const admin = { username: 'grace', password: 'seven brown foxes by the sea', role: 'admin' };
  await gateway.call('/api/v1/users', { method: 'POST', headers: user, body: admin });
  const byAdmin = { authorization: `Bearer ${await gateway.logIn('grace', admin.password)}` };
  accounts().list.says(ofVendor('acme'));

  for (const headers of [byKey, byAdmin]) {
    expect(refusal(await call('POST', '', body, headers))).toEqual({ status: 403, code: 'insufficient_scope' });
    expect(refusal(await call('PUT', '/acme-0a1b2c3d', { settings }, headers))).toEqual({
      status: 403,
      code: 'insufficient_scope',
    });
  }
  expect(seal.asked).toEqual([]);
  expect((await call('POST', '', body)).status).toBe(201);
  expect(seal.asked.at(-1)!.settings).toEqual(settings);
  expect(await gateway.audited({ action: 'account.create', outcome: 'denied' })).toMatchObject([
    { code: 'insufficient_scope' },
    { code: 'insufficient_scope' },
  ]);
});

test('an account is disabled and enabled again, and shown in its new state', async () => {
  const { id } = present();
  const shown = (enabled: boolean) => ({ accounts: [{ ...present(), enabled }] });
  accounts().list.saysNext(shown(true), shown(false), shown(false), shown(true));

  expect((await call('POST', `/${id}/disable`)).body).toEqual({ ...present(), enabled: false });
  expect((await call('POST', `/${id}/enable`, {})).body).toEqual({ ...present(), enabled: true });
  expect(gateway.dispatcher.routes.change.asked).toEqual([
    { tenant: TENANT, id, by, change: { enabled: false } },
    { tenant: TENANT, id, by, change: { enabled: true } },
  ]);
  expect(refusal(await call('POST', `/${id}/enable`, { force: true }))).toEqual({ status: 400, code: 'unknown_field' });
});

test('the credentials are checked at the vendor; without an adapter that is 503', async () => {
  const { id } = present();
  const good = await call('POST', `/${id}/test`);
  check.says({ ok: false, fault: 'misconfigured', vendor_code: '20003' });
  const bad = await call('POST', `/${id}/test`);
  accounts().list.says(ofVendor('away'));
  const away = await call('POST', '/away-0a1b2c3d/test');

  expect(good.body).toEqual({ ok: true, balance_micros: 12_500_000, currency: 'USD' });
  expect(bad.body).toEqual({ ok: false, fault: 'misconfigured', vendor_code: '20003' });
  expect(check.asked).toEqual([{ account: id }, { account: id }]);
  expect(refusal(away)).toEqual({ status: 503, code: 'service_unavailable' });
  expect(await gateway.audited({ action: 'account.test', target: 'away-0a1b2c3d' })).toMatchObject([
    { outcome: 'unknown' },
  ]);
});

test('an unknown vendor is 404, and one whose adapter is away 503', async () => {
  accounts().list.says(ofVendor('away'));
  const unknown = await call('POST', '', { ...BODY, vendor: 'nobody' });

  expect(refusal(unknown)).toEqual({ status: 404, code: 'not_found' });
  expect(unknown.body.detail).toMatch(/^No adapter of this vendor/);
  expect((await call('POST', '', { ...BODY, vendor: 'away' })).status).toBe(503);
  expect((await call('PUT', '/away-0a1b2c3d', { settings: SETTINGS })).status).toBe(503);
  expect(accounts().save.asked).toEqual([]);
});

test('a key makes and sees accounts of its own environment and tenant', async () => {
  const { key } = await gateway.addKey({ environment: 'test', scopes: ['accounts:write', 'routing:read'] });
  const headers = { 'x-api-key': key };
  const live = 'acme-aaaaaaaa';

  expect(refusal(await call('POST', '', { ...BODY, environment: 'live' }, headers))).toEqual({
    status: 400,
    code: 'invalid_field',
  });
  expect(gateway.canned.calls).toEqual([]);
  expect((await call('POST', '', BODY, headers)).status).toBe(201);
  expect((await call('GET', '', undefined, headers)).body.data).toEqual([present()]);
  for (const path of [`/${live}/test`, `/${live}/disable`, `/${live}/enable`])
    expect((await call('POST', path, undefined, headers)).status).toBe(404);
  expect((await call('PUT', `/${live}`, { settings: SETTINGS }, headers)).status).toBe(404);

  expect(accounts().list.asked).toEqual(Array(5).fill({ tenant: TENANT, environment: 'test' }));
  expect([gateway.dispatcher.routes.change.asked, check.asked]).toEqual([[], []]);
  expect([seal.asked.length, accounts().save.asked.length]).toEqual([1, 1]);
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
])('%s is refused, and the adapter is not asked', async (_, body, status, code) => {
  expect(refusal(await call('POST', '', body))).toEqual({ status, code });
  expect([seal.asked, gateway.canned.calls]).toEqual([[], []]);
});

test('settings that the adapter refuses are refused with its sentence', async () => {
  seal.refuses('invalid_account', 'token, sender is missing.');
  const refused = await call('POST', '', { ...BODY, settings: { account: 'x' } });

  expect(refusal(refused)).toEqual({ status: 422, code: 'invalid_account' });
  expect(refused.body.detail).toBe('token, sender is missing.');
  expect(accounts().save.asked).toEqual([]);
});

describe('a secret', () => {
  const CANARY = 'canary-4f1d9b7c2e';
  const secret = { ...SETTINGS, token: CANARY };

  /** Every call that sends a secret, and every way in which that can fail. */
  async function answersAboutSecrets(): Promise<Answer[]> {
    const made = await call('POST', '', { ...BODY, settings: secret });
    const id = String(made.body.id);
    const answers = [made, await call('PUT', `/${id}`, { settings: secret }), await call('GET')];
    seal.saysNext(new PostriderError('invalid_account', 'account is missing.'));
    const refused = [
      { ...BODY, settings: { ...secret, account: undefined } },
      { ...BODY, settings: { ...secret, Token: CANARY } },
      { ...BODY, settings: CANARY },
      { ...BODY, settings: secret, vendor: 'nobody' },
      { ...BODY, settings: secret, name: 1 },
      { ...BODY, settings: { [CANARY]: 'x' } },
    ];
    for (const body of refused) answers.push(await call('POST', '', body));
    accounts().save.saysNext(new PostriderError('invalid_account', 'These are the settings of another account.'));
    answers.push(await call('PUT', `/${id}`, { settings: { ...secret, account: 'another' } }));
    answers.push(await call('POST', '', `{"settings":{"token":"${CANARY}"`));

    seal.saysNext(
      new PostriderError('invalid_account', `The token ${CANARY} is wrong.`),
      new Error(`Cannot read ${CANARY}.`),
    );
    for (let n = 0; n < 2; n++) answers.push(await call('POST', '', { ...BODY, settings: secret }));
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
