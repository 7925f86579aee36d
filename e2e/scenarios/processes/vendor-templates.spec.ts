// Everything is real except SMS.IR, Twilio and the phones, which the sandbox plays.
import { Api } from '../../harness/api.ts';
import { Sandbox } from '../../harness/sandbox.ts';
import { startSystem, type System } from '../../harness/system.ts';
import { until } from '../../harness/wait.ts';

let system: System;
let sandbox: Sandbox;
let admin: Record<string, string>;
let routes: Record<string, string>;
beforeAll(async () => {
  system = await startSystem({
    timeScale: 4,
    replicas: { gateway: 1, dispatcher: 1, 'provider-twilio': 1, 'provider-smsir': 1 },
    env: { SEED_DESTINATIONS: 'IR,US' },
  });
  sandbox = new Sandbox(system.sandbox);
  const login = await api().call('POST', '/api/v1/auth/login', { body: system.admin });
  admin = { authorization: `Bearer ${String(login.body.access_token)}` };
  const { body } = await api().call<{ data: { id: string; vendor: string }[] }>('GET', '/api/v1/routes');
  routes = Object.fromEntries(body.data.map(({ id, vendor }) => [vendor, id]));
  const rules = [{ routes: [routes.smsir, routes.twilio] }];
  await manage('PUT', 'routing-policies/test', { rules });
}, 120_000);
afterAll(() => system?.stop(), 60_000);

const api = (): Api => new Api(system.gateways[0]!, system.apiKey);

async function manage(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${system.gateways[0]}/api/v1/${path}`, {
    method,
    headers: { ...admin, 'if-match': '*', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

let given = 0;
async function sendTo(template: string, CODE: string) {
  const to = `+98912${String(++given).padStart(7, '0')}`;
  const { status, body } = await api().send({ to, template, variables: { CODE } });
  expect([status, body.code]).toEqual([202, undefined]);
  await until('it is sent', async () => ['SENT', 'DELIVERED'].includes((await api().message(body.id)).status), {
    withinMs: 60_000,
    everyMs: 50,
  });
  const view = (await api().message(body.id)) as unknown as Record<string, unknown>;
  const texts = await sandbox.textsTo(to);
  return { explanation: view.explanation, texts: texts.map(({ vendor, body: text }) => [vendor, text]) };
}

test('a route that needs a mapping is skipped until the template has one, and then sends it as its own template', async () => {
  const variables = { CODE: { max_length: 8 } };
  await manage('POST', 'templates', { key: 'login', category: 'otp', contents: { en: 'It is {CODE}!' }, variables });
  await manage('POST', 'templates/login/approve');

  const unmapped = await sendTo('login', '1234');
  expect(unmapped.texts).toEqual([['twilio', 'It is 1234!']]);
  expect(unmapped.explanation).toMatchObject({ skipped: [{ route: routes.smsir, reason: 'no_mapping' }] });

  const wrong = await manage('PUT', 'templates/login/vendor-mappings/smsir', { code: 'abc', tokens: {} });
  expect(wrong).toMatchObject({ status: 422, errors: [{ field: 'code' }, { field: 'tokens.CODE' }] });
  const good = { code: '100000', tokens: ['CODE'] };
  expect(await manage('PUT', 'templates/login/vendor-mappings/smsir', good)).toMatchObject({ status: 200 });

  const mapped = await sendTo('login', '5678');
  expect(mapped.texts).toEqual([['smsir', 'Your code is 5678.']]);
}, 120_000);

test('a hint tells of the vendor until the template is mapped', async () => {
  const { hints } = await manage('GET', 'templates/2fa_code');
  const { hints: none } = await manage('GET', 'templates/login');

  expect(hints).toContainEqual(expect.objectContaining({ code: 'no_mapping', vendor: 'smsir' }));
  expect(none).toEqual([]);
});
