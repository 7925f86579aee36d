// Real: the sandbox over HTTP, a customer's HTTP server, and Twilio's official SDK to check every signature.
import twilio from 'twilio';
import { until } from '#libs/sandbox-kit/testing';
import { ACCOUNT, runSandbox, SENDER, TOKEN, type RunningSandbox } from '../harness/running-sandbox.ts';
import { openWebhook, type Received, type Webhook } from '../harness/webhook.ts';

const TO = '+85251234567';
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.control.call('POST', 'reset');
  await plan({ stepMs: 5 });
});

const plan = (change: object) => sandbox.control.call('PUT', 'twilio/receipts', change);
const send = (hook: Webhook, fragment = '', to = TO) =>
  sandbox.client.messages.create({ to, from: SENDER, body: 'Hello', statusCallback: `${hook.url}?m=a.1${fragment}` });
const statuses = (hook: Webhook) => hook.received.map(({ params }) => params['MessageStatus']);
const reached = async (hook: Webhook, count: number) => {
  await until(() => hook.received.length >= count);
  return hook.received;
};
const callbacks = () => sandbox.control.call<{ callbacks: { waiting: number } }>('GET', 'counts');

function isGenuine(hook: Webhook, { url, headers, params }: Received): boolean {
  const called = new URL(url, hook.url).href;
  return twilio.validateRequest(TOKEN, String(headers['x-twilio-signature']), called, params);
}

test('each status of a text except the first has a callback, signed so that the SDK accepts it', async () => {
  await using hook = await openWebhook();
  const { sid } = await send(hook);

  const received = await reached(hook, 3);

  expect(statuses(hook)).toEqual(['sending', 'sent', 'delivered']);
  expect(received.every((one) => isGenuine(hook, one))).toBe(true);
  expect(received[2]?.url).toBe('/hooks/twilio?m=a.1');
  expect(received[2]?.params).toEqual({
    AccountSid: ACCOUNT,
    ApiVersion: '2010-04-01',
    From: SENDER,
    MessageSid: sid,
    MessageStatus: 'delivered',
    RawDlrDoneDate: expect.stringMatching(/^\d{10}$/),
    SmsSid: sid,
    SmsStatus: 'delivered',
    To: TO,
  });
  expect(await sandbox.client.messages(sid).fetch()).toMatchObject({ status: 'delivered', price: '-0.00750' });
});

test('a text through a service is accepted, then queued, and its callbacks name the service', async () => {
  await using hook = await openWebhook();
  const service = `MG${'a'.repeat(32)}`;
  await sandbox.client.messages.create({ to: TO, messagingServiceSid: service, body: 'x', statusCallback: hook.url });

  await reached(hook, 4);

  expect(statuses(hook)).toEqual(['queued', 'sending', 'sent', 'delivered']);
  expect(hook.received[0]?.params['MessagingServiceSid']).toBe(service);
});

test('an undelivered text carries its error code, in the callback and when fetched', async () => {
  await using hook = await openWebhook();
  await plan({ statuses: ['sent', 'undelivered'], errorCode: 30005 });
  const { sid } = await send(hook);

  await reached(hook, 2);

  expect(hook.received.map(({ params }) => params['ErrorCode'])).toEqual([undefined, '30005']);
  expect(await sandbox.client.messages(sid).fetch()).toMatchObject({ status: 'undelivered', errorCode: 30005 });
});

test('callbacks may come in reverse, twice, and with unknown parameters', async () => {
  await using hook = await openWebhook();
  await plan({ order: 'reversed', times: 2, extra: { NewField: '', Other: 'ß' } });
  await send(hook);

  const received = await reached(hook, 6);

  expect(statuses(hook)).toEqual(['delivered', 'delivered', 'sent', 'sent', 'sending', 'sending']);
  expect(received.every((one) => isGenuine(hook, one) && one.params['Other'] === 'ß')).toBe(true);
});

test('callbacks may come before the answer', async () => {
  await using hook = await openWebhook();
  await plan({ beforeAnswer: true });

  const { status } = await send(hook);

  expect(status).toBe('queued');
  expect(statuses(hook)).toEqual(['sending', 'sent', 'delivered']);
});

test('the last status may come late', async () => {
  await using hook = await openWebhook();
  await plan({ mode: 'delay', delayMs: 300 });
  const begun = performance.now();
  await send(hook);

  await reached(hook, 3);

  expect(performance.now() - begun).toBeGreaterThan(295);
});

test('without receipts a text is sent and stays so until it is changed by hand', async () => {
  await using hook = await openWebhook();
  await plan({ mode: 'off' });
  const { sid } = await send(hook);
  expect((await sandbox.client.messages(sid).fetch()).status).toBe('sent');

  const path = `twilio/messages/${sid}`;
  const moved = await sandbox.control.call('POST', `${path}/advance`, { status: 'delivered', times: 2 });
  await sandbox.control.call('POST', `${path}/callback`, { status: 'sending' });
  await sandbox.control.call('POST', `${path}/advance`, { status: 'undelivered', errorCode: 30003, callback: false });

  expect(moved).toMatchObject({ status: 'delivered', callbacks: [{ httpStatus: 204 }, { httpStatus: 204 }] });
  expect(statuses(hook)).toEqual(['delivered', 'delivered', 'sending']);
  expect((await sandbox.client.messages(sid).fetch()).status).toBe('undelivered');
  expect(await sandbox.control.rows('status')).toMatchObject([
    { status: 'delivered' },
    { status: 'undelivered', errorCode: 30003 },
  ]);
});

test('one number may have a plan of its own', async () => {
  await using hook = await openWebhook();
  const rule = { plan: { statuses: ['failed'], errorCode: 30007 }, match: { to: '+8529*' }, count: 'always' };
  await sandbox.control.call('POST', 'twilio/receipts/rules', rule);

  const bad = await send(hook, '', '+85291234567');
  const good = await send(hook);
  await reached(hook, 4);

  const ends = Object.fromEntries(hook.received.map(({ params }) => [params['MessageSid'], params['MessageStatus']]));
  expect(ends).toEqual({ [bad.sid]: 'failed', [good.sid]: 'delivered' });
});

test.each([
  ['forged', false],
  ['missing', false],
])('a %s signature is one that the SDK refuses', async (signature, genuine) => {
  await using hook = await openWebhook();
  await plan({ signature, statuses: ['delivered'] });
  await send(hook);

  const [only] = await reached(hook, 1);

  expect(isGenuine(hook, only!)).toBe(genuine);
  expect('x-twilio-signature' in only!.headers).toBe(signature === 'forged');
});

test('a callback that a customer refuses is not repeated, unless the fragment of its address says so', async () => {
  await using hook = await openWebhook();
  await plan({ statuses: ['delivered'] });
  hook.answers.push(500, 503, 500);
  await send(hook);
  await reached(hook, 1);
  await until(async () => (await callbacks()).callbacks.waiting === 0);
  expect(hook.received).toHaveLength(1);

  await send(hook, '#rc=2&rp=5xx');
  await reached(hook, 4);

  expect(hook.received.map(({ url }) => url)).toEqual(Array(4).fill('/hooks/twilio?m=a.1'));
  expect(hook.received.every((one) => isGenuine(hook, one))).toBe(true);
  const tokens = hook.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
  expect(tokens[1]).toBe(tokens[3]);
  expect(tokens[0]).not.toBe(tokens[1]);
});

test('a customer who is away is called once more, and the result is recorded', async () => {
  await plan({ statuses: ['delivered'] });
  const gone = await openWebhook();
  await gone[Symbol.asyncDispose]();
  await send(gone);

  const rows = await until(async () => {
    const page = await sandbox.control.call<{ rows: object[] }>('GET', 'callbacks');
    return page.rows.length === 2 && page.rows;
  });

  expect(rows).toMatchObject([
    { attempt: 1, status: 'delivered', httpStatus: null, error: 'ECONNREFUSED' },
    { attempt: 2, httpStatus: null },
  ]);
});

test('any signed form can be sent, also for an unknown id', async () => {
  await using hook = await openWebhook();
  const params = { MessageSid: `SM${'9'.repeat(32)}`, MessageStatus: 'delivered', AccountSid: ACCOUNT };

  const end = await sandbox.control.call('POST', 'twilio/callbacks', { url: hook.url, params });

  expect(end).toMatchObject({ httpStatus: 204 });
  expect(hook.received).toMatchObject([{ params }]);
  expect(isGenuine(hook, hook.received[0]!)).toBe(true);
});

test("a phone's answer is a signed inbound webhook, and after STOP that sender's texts are refused", async () => {
  await using hook = await openWebhook();
  const answer = (body: string) =>
    sandbox.control.call('POST', 'twilio/inbound', { from: TO, to: SENDER, body, url: hook.url });

  expect(await answer(' stop ')).toMatchObject({ httpStatus: 204, sid: expect.stringMatching(/^SM/) });
  await expect(send(hook)).rejects.toMatchObject({ code: 21610 });
  await answer('START');
  await send(hook);

  expect(hook.received[0]?.params).toMatchObject({
    From: TO,
    To: SENDER,
    Body: ' stop ',
    SmsStatus: 'received',
    NumMedia: '0',
  });
  expect(isGenuine(hook, hook.received[0]!)).toBe(true);
});

test('texts that a person sends one after the other have ids of their own', async () => {
  await using hook = await openWebhook();
  for (const body of ['When do you open?', 'HELP', 'STOP'])
    await sandbox.control.call('POST', 'twilio/inbound', { from: TO, to: SENDER, body, url: hook.url });

  expect(new Set(hook.received.map(({ params }) => params['MessageSid'])).size).toBe(3);
});

test('a person answers on a phone: the answer goes to the sender of its last text, at the address of the account', async () => {
  await using hook = await openWebhook();
  await send(hook);
  await reached(hook, 3);

  const answer = await sandbox.control.call('POST', `phones/${TO}/reply`, { text: 'See you' });

  expect(answer).toMatchObject({ vendor: 'twilio', from: TO, to: SENDER, callback: { httpStatus: 204 } });
  const { url, params } = hook.received.at(-1)!;
  expect([url, params]).toMatchObject([
    '/hooks/twilio',
    { From: TO, To: SENDER, Body: 'See you', SmsStatus: 'received' },
  ]);
  expect(isGenuine(hook, hook.received.at(-1)!)).toBe(true);
});

test.each([
  ['a phone without texts', '+85251230000', { text: 'Hello' }, 404],
  ['an unknown vendor', '+85251230000', { text: 'Hello', to: SENDER, vendor: 'nobody' }, 404],
  ['a vendor that takes none', '+85251230000', { text: 'Hello', to: SENDER, vendor: 'sns' }, 409],
  ['no text', TO, { text: '' }, 400],
])('an answer is refused for %s', async (_, number, body, status) => {
  const answer = await fetch(`${sandbox.url}/_sandbox/phones/${number}/reply`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  expect(answer.status).toBe(status);
});
