// Real: the sandbox over HTTP, and a customer's HTTP server.
import { until } from '#libs/sandbox-kit/testing';
import { createRaw, runSandbox, type RunningSandbox } from '../harness/running-sandbox.ts';
import { openWebhook } from '../harness/webhook.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.call('POST', 'reset'));

const NAMES = ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty', '_bsontype', ''];

/** As text: in an object literal some of the names would have a meaning. */
const told = (method: string, path: string, text: string): Promise<Response> =>
  fetch(`${sandbox.url}/_sandbox/${path}`, { method, headers: { 'content-type': 'application/json' }, body: text });

describe.each(NAMES)('a field named %j', (name) => {
  test.each([
    ['of a fault', 'POST', 'twilio/faults', `{"fault":{"kind":"hang","${name}":"x"}}`],
    ['beside a fault', 'POST', 'twilio/faults', `{"fault":{"kind":"hang"},"${name}":{}}`],
    ['of what a rule fits', 'POST', 'twilio/receipts/rules', `{"plan":{},"match":{"${name}":1}}`],
    ['of a receipt plan', 'PUT', 'twilio/receipts', `{"${name}":[]}`],
    ['of the settings', 'PATCH', 'sns/settings', `{"${name}":null}`],
    ['of an opt-out', 'PUT', 'sns/opt-outs', `{"to":"+85251234567","${name}":{"prototype":{}}}`],
  ])('is refused %s', async (_, method, path, text) => {
    const answer = await told(method, path, text);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toHaveProperty('error');
  });

  test('is not a query parameter', async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/ledger?${encodeURIComponent(name)}=1`);

    expect(answer.status).toBe(400);
  });
});

test('the fields of a callback may have any name, and are sent under it', async () => {
  await using hook = await openWebhook();
  const given = ['constructor', 'toString', 'valueOf', '_bsontype', ''];
  const extra = Object.fromEntries(given.map((name) => [name, `the ${name}`]));
  await sandbox.control.call('PUT', 'twilio/receipts', { stepMs: 5, extra });

  await createRaw(sandbox.url, { To: '+85251234567', StatusCallback: hook.url });

  await until(() => hook.received.length === 3);
  for (const { params } of hook.received) expect(params).toMatchObject(extra);
});

test('the API keys of an account may have any name, and only their own secret is accepted', async () => {
  const sid = `AC${'b'.repeat(32)}`;
  const keys = { constructor: 'one', toString: 'two' };
  await sandbox.control.call('POST', 'twilio/accounts', { sid, authToken: 'token', keys });
  const status = async (user: string, password: string): Promise<number> => {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const answer = await fetch(`${sandbox.url}/2010-04-01/Accounts/${sid}/Balance.json`, {
      headers: { authorization },
    });
    return answer.status;
  };

  expect(await Promise.all([status('constructor', 'one'), status('toString', 'two')])).toEqual([200, 200]);
  expect(await Promise.all([status('valueOf', 'two'), status('constructor', 'two')])).toEqual([401, 401]);
});
