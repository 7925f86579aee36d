// Real: the sandbox over HTTP with its ledger on disk, Twilio's official SDK.
import twilio from 'twilio';
import { until } from '#libs/sandbox-kit/testing';
import {
  ACCOUNT,
  basic,
  createRaw,
  MESSAGES,
  runFakeTwilio,
  sdk,
  SENDER,
  TOKEN,
  type FakeTwilio,
} from '../harness/fake-twilio.ts';

const TO = '+85251234567';
let sandbox: FakeTwilio;
const json = async (answer: Response) => (await answer.json()) as Record<string, unknown>;

beforeAll(async () => {
  sandbox = await runFakeTwilio({ SANDBOX_RECEIPTS: 'off' });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.call('POST', 'reset'));

const send = (body = 'Hello', more = {}) => sandbox.client.messages.create({ to: TO, from: SENDER, body, ...more });

test("a created message gets Twilio's answer and is a text in the ledger", async () => {
  const message = await send('Grüße €', { statusCallback: 'http://127.0.0.1:9/hook' });

  expect(message.toJSON()).toMatchObject({
    accountSid: ACCOUNT,
    apiVersion: '2010-04-01',
    body: 'Grüße €',
    dateSent: null,
    direction: 'outbound-api',
    errorCode: null,
    from: SENDER,
    messagingServiceSid: null,
    numMedia: '0',
    numSegments: '1',
    price: null,
    status: 'queued',
    to: TO,
  });
  expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
  expect(message.dateCreated).toBeInstanceOf(Date);
  const [row, ...others] = await sandbox.control.rows('text');
  expect(others).toEqual([]);
  expect(row).toMatchObject({ vendor: 'twilio', sid: message.sid, to: TO, from: SENDER, body: 'Grüße €', segments: 1 });
  expect(row).toMatchObject({ account: ACCOUNT, statusCallback: 'http://127.0.0.1:9/hook' });
});

test('the magic numbers are listed, with what each does', async () => {
  const { numbers } = await sandbox.control.call<{ numbers: unknown[] }>('GET', 'twilio/numbers');

  expect(numbers).toContainEqual({ number: '+15005550004', does: 'is refused with 21610' });
});

test('segments are counted as in the air and returned as a string', async () => {
  expect((await send('a'.repeat(160))).numSegments).toBe('1');
  expect((await send('a'.repeat(161))).numSegments).toBe('2');
  expect((await send('ş'.repeat(71))).numSegments).toBe('2');
});

test('a fetched message that was sent has its status, its date and its price', async () => {
  const { sid } = await send('a'.repeat(161));
  const fetched = await sandbox.client.messages(sid).fetch();

  expect(fetched).toMatchObject({ sid, status: 'sent', price: '-0.01500', priceUnit: 'USD' });
  expect(fetched.dateSent).toBeInstanceOf(Date);
});

test('the pictures of a message are fetched and kept, in their order', async () => {
  const mediaUrl = ['jpg', 'png'].map((type) => `${sandbox.url}/media/sample.${type}`);
  const message = await send('Look', { mediaUrl });

  expect(message.sid).toMatch(/^MM/);
  expect(message.numMedia).toBe('2');
  expect(await sandbox.control.rows('text')).toMatchObject([{ media: mediaUrl }]);
  const { texts } = await sandbox.control.call<{ texts: { pictures: string[] }[] }>('GET', `numbers/${TO}`);
  for (const [index, path] of texts[0]!.pictures.entries()) {
    const [shown, original] = await Promise.all([fetch(sandbox.url + path), fetch(mediaUrl[index]!)]);
    expect(shown.headers.get('content-type')).toBe(['image/jpeg', 'image/png'][index]);
    expect(await shown.bytes()).toEqual(await original.bytes());
  }
});

test.each([
  ['is not there', '/media/none.jpg'],
  ['is a web page', '/'],
])('a message with a picture that %s is refused, and no phone gets it', async (_, path) => {
  await expect(
    send('Look', { mediaUrl: [`${sandbox.url}/media/sample.jpg`, sandbox.url + path] }),
  ).rejects.toMatchObject({
    code: 21620,
  });

  expect(await sandbox.control.rows('text')).toEqual([]);
});

test('a message through a service is accepted first, with neither sender nor segments', async () => {
  const service = `MG${'a'.repeat(32)}`;
  const message = await sandbox.client.messages.create({ to: TO, messagingServiceSid: service, body: 'Hello' });

  expect(message.toJSON()).toMatchObject({
    status: 'accepted',
    from: null,
    numSegments: '0',
    messagingServiceSid: service,
  });
  const later = await sandbox.client.messages(message.sid).fetch();
  expect(later).toMatchObject({ from: SENDER, numSegments: '1' });
});

test.each([
  ['no recipient', { To: '' }, 400, 21604],
  ['a recipient that is no number', { To: 'abc' }, 400, 21211],
  ['no sender', { From: '' }, 400, 21603],
  ['a sender that is no number', { From: '+0' }, 400, 21212],
  ['no body', { Body: '' }, 400, 21602],
  ['a body over 1,600 characters', { Body: 'a'.repeat(1_601) }, 400, 21617],
  ['a callback that is no address', { StatusCallback: 'nowhere' }, 400, 21609],
  ['a callback whose host has an underscore', { StatusCallback: 'http://a_b.test/' }, 400, 21609],
  ['a validity out of range', { ValidityPeriod: '36001' }, 400, 21624],
  ['a service that does not exist', { MessagingServiceSid: 'MG1' }, 400, 21705],
  ['a time without a service', { ScheduleType: 'fixed', SendAt: '2030-01-01T00:00:00Z' }, 400, 35118],
  ['the magic invalid recipient', { To: '+15005550001' }, 400, 21211],
  ['the magic unreachable recipient', { To: '+15005550002' }, 400, 21612],
  ['the magic foreign recipient', { To: '+15005550003' }, 400, 21408],
  ['the magic unsubscribed recipient', { To: '+15005550004' }, 400, 21610],
  ['the magic landline', { To: '+15005550009' }, 400, 21614],
  ['the magic invalid sender', { From: '+15005550001' }, 400, 21212],
  ['the magic foreign sender', { From: '+15005550007' }, 400, 21606],
  ['the magic full queue', { From: '+15005550008' }, 429, 21611],
])('%s is refused with its code and nothing is recorded', async (_, form, status, code) => {
  const answer = await createRaw(sandbox.url, { To: TO, ...form });

  expect(answer.status).toBe(status);
  expect(await json(answer)).toEqual({
    code,
    message: expect.any(String),
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
  expect(await sandbox.control.rows('text')).toEqual([]);
});

test('an error reaches the SDK with its code', async () => {
  await expect(send('Hello', { to: '+15005550004' })).rejects.toMatchObject({ status: 400, code: 21610 });
});

test('wrong credentials are 401 with 20003, a foreign account and an unknown path 404 with 20404', async () => {
  await expect(
    sdk(sandbox.url, ACCOUNT, 'wrong').messages.create({ to: TO, from: SENDER, body: 'x' }),
  ).rejects.toMatchObject({
    status: 401,
    code: 20003,
  });
  const headers = { authorization: basic(ACCOUNT, TOKEN) };
  const foreign = await fetch(`${sandbox.url}${MESSAGES.replace(ACCOUNT, `AC${'f'.repeat(32)}`)}.json`, { headers });
  expect([foreign.status, (await json(foreign)).code]).toEqual([404, 20404]);
  const path = await fetch(`${sandbox.url}/2010-04-01/Accounts/${ACCOUNT}/Calls.json`, { headers });
  expect([path.status, (await json(path)).code]).toEqual([404, 20404]);
  const bare = await fetch(`${sandbox.url}${MESSAGES}.json`);
  expect([bare.status, (await json(bare)).detail]).toEqual([401, expect.any(String)]);
  await expect(sandbox.client.messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({
    status: 404,
    code: 20404,
  });
});

test('a body that is not a form has no fields, and is kept as it came', async () => {
  const answer = await fetch(`${sandbox.url}${MESSAGES}.json`, {
    method: 'POST',
    headers: { authorization: basic(ACCOUNT, TOKEN), 'content-type': 'text/plain' },
    body: `To=${TO}`,
  });

  expect((await json(answer)).code).toBe(21604);
  const { rows } = await sandbox.control.call<{ rows: object[] }>('GET', 'requests');
  expect(rows).toMatchObject([{ operation: 'create', body: `To=${TO}`, parsed: {}, status: 400 }]);
});

test('calls are kept with unknown fields and without credentials', async () => {
  await createRaw(sandbox.url, { To: TO, Novelty: 'x' });

  const { rows } = await sandbox.control.call<{ rows: { headers: object; parsed: object }[] }>(
    'GET',
    'requests?vendor=twilio',
  );
  expect(rows).toMatchObject([
    { parsed: { To: TO, Novelty: 'x' }, headers: { authorization: 'Basic ***' }, status: 201 },
  ]);
});

test('the list is newest first, follows next_page_uri, and filters by recipient, sender and date', async () => {
  for (const body of ['1', '2', '3', '4', '5']) await send(body);
  await send('other phone', { to: '+85259999999' });
  await send('other sender', { from: '+15005550100' });

  const all = await sandbox.client.messages.list({ pageSize: 2 });
  expect(all.map((message) => message.body)).toEqual(['other sender', 'other phone', '5', '4', '3', '2', '1']);
  const some = await sandbox.client.messages.list({ to: TO, from: SENDER, pageSize: 2, limit: 3 });
  expect(some.map((message) => message.body)).toEqual(['5', '4', '3']);

  const [hourAgo, inAnHour] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)];
  expect(await sandbox.client.messages.list({ to: TO, dateSentAfter: hourAgo, dateSentBefore: inAnHour })).toHaveLength(
    6,
  );
  expect(await sandbox.client.messages.list({ to: TO, dateSentAfter: inAnHour })).toEqual([]);
  const dayOf = ({ dateSent }: { dateSent: Date }): string => dateSent.toISOString().slice(0, 10);
  const ofDay = all.filter((message) => message.to === TO && dayOf(message) === dayOf(some[0]!)); // Midnight may be near.
  expect(await sandbox.client.messages.list({ to: TO, dateSent: some[0]!.dateSent })).toHaveLength(ofDay.length);
  expect(await sandbox.client.messages.list({ to: TO, dateSent: new Date(Date.now() - 3 * 86_400_000) })).toEqual([]);
});

test('previous_page_uri leads back over the pages, and the first page has none', async () => {
  for (const body of ['1', '2', '3', '4', '5']) await send(body);
  const bodiesOf = (page: { instances: { body: string }[] } | undefined) => page?.instances.map(({ body }) => body);

  const first = await sandbox.client.messages.page({ to: TO, pageSize: 2 });
  const second = await first.nextPage();
  const third = await second!.nextPage();
  const back = await third!.previousPage();
  const start = await back!.previousPage();

  expect([first, second, third, back, start].map(bodiesOf)).toEqual([
    ['5', '4'],
    ['3', '2'],
    ['1'],
    ['3', '2'],
    ['5', '4'],
  ]);
  expect([first.previousPageUrl, start!.previousPageUrl]).toEqual([undefined, undefined]);
  expect(third!.previousPageUrl).toMatch(/[?&]Page=1&PageToken=PBSM[0-9a-f]{32}$/);
  expect(bodiesOf(await back!.nextPage())).toEqual(['1']);
});

test('a scheduled message can be canceled until it is due, and no phone receives it', async () => {
  const sendAt = new Date(Date.now() + 20 * 60_000);
  const service = { messagingServiceSid: `MG${'b'.repeat(32)}`, scheduleType: 'fixed' as const, sendAt };
  const { sid, status } = await sandbox.client.messages.create({ to: TO, body: 'Later', ...service });
  expect(status).toBe('scheduled');

  expect((await sandbox.client.messages(sid).update({ status: 'canceled' })).status).toBe('canceled');

  await expect(sandbox.client.messages(sid).update({ status: 'canceled' })).rejects.toMatchObject({ code: 30409 });
  expect(await sandbox.control.rows('text')).toEqual([]);
  expect(await sandbox.control.rows('scheduled')).toMatchObject([{ sid, body: 'Later' }]);
});

test('a redacted message has lost its content at the vendor, a deleted one does not exist there, the phone keeps both', async () => {
  const first = await send('secret');
  const second = await send('gone');

  await sandbox.client.messages(first.sid).update({ body: '' });
  await sandbox.client.messages(second.sid).remove();

  expect((await sandbox.client.messages(first.sid).fetch()).body).toBe('');
  await expect(sandbox.client.messages(second.sid).fetch()).rejects.toMatchObject({ code: 20404 });
  expect(await sandbox.client.messages.list()).toHaveLength(1);
  expect(await sandbox.control.bodies()).toEqual(['secret', 'gone']);
});

test('an unfinished message can be neither redacted nor deleted', async () => {
  await sandbox.control.call('PUT', 'twilio/receipts', { mode: 'on', stepMs: 60_000 });
  const { sid } = await send();

  await expect(sandbox.client.messages(sid).update({ body: '' })).rejects.toMatchObject({ status: 409, code: 20009 });
  await expect(sandbox.client.messages(sid).remove()).rejects.toMatchObject({ status: 409, code: 20009 });
});

test('an opted-out recipient is refused for that sender only', async () => {
  await sandbox.control.call('PUT', 'twilio/opt-outs', { from: SENDER, to: TO });

  await expect(send()).rejects.toMatchObject({ code: 21610 });
  await send('from elsewhere', { from: '+15005550100' });
  await sandbox.control.call('DELETE', 'twilio/opt-outs', { from: SENDER, to: TO });
  await send('again');
  expect(await sandbox.control.bodies()).toEqual(['from elsewhere', 'again']);
});

test('a second account has its own token, senders and messages', async () => {
  const other = `AC${'2'.repeat(32)}`;
  await sandbox.control.call('POST', 'twilio/accounts', { sid: other, authToken: 'two', senders: ['+15005550200'] });
  const client = sdk(sandbox.url, other, 'two');

  await expect(client.messages.create({ to: TO, from: SENDER, body: 'x' })).rejects.toMatchObject({ code: 21606 });
  await client.messages.create({ to: TO, from: '+15005550200', body: 'two' });

  expect(await sandbox.client.messages.list()).toEqual([]);
  expect(await client.messages.list()).toHaveLength(1);
});

test('an API key has the rights of its account; test credentials can only create', async () => {
  await sandbox.control.call('POST', 'twilio/accounts', {
    sid: ACCOUNT,
    authToken: TOKEN,
    keys: { SKabc: 'key-secret' },
  });
  const client = twilio('SKabc', 'key-secret', { accountSid: ACCOUNT });
  client.api.baseUrl = sandbox.url;
  expect((await client.messages.create({ to: TO, from: SENDER, body: 'x' })).status).toBe('queued');

  const test = `AC${'3'.repeat(32)}`;
  await sandbox.control.call('POST', 'twilio/accounts', { sid: test, authToken: 'test', kind: 'test' });
  const testing = sdk(sandbox.url, test, 'test');
  await expect(testing.messages.create({ to: TO, from: '+15005550100', body: 'x' })).rejects.toMatchObject({
    code: 21606,
  });
  const { sid } = await testing.messages.create({ to: TO, from: SENDER, body: 'x' });
  await expect(testing.messages(sid).fetch()).rejects.toMatchObject({ status: 403, code: 20008 });
});

test('over its limits the vendor throttles and records nothing', async () => {
  await sandbox.control.call('PATCH', 'twilio/settings', { maxInFlight: 1, latencyMs: 3_000, retryAfterS: 7 });
  const first = send('first');
  await until(async () => (await sandbox.control.bodies()).length === 1);

  const refused = await createRaw(sandbox.url, { To: TO });

  expect([refused.status, refused.headers.get('retry-after'), (await json(refused)).code]).toEqual([429, '7', 20429]);
  await first;
  expect(await sandbox.control.bodies()).toEqual(['first']);
});

test('an account returns its data and its balance to callers with its token', async () => {
  const base = `${sandbox.url}/2010-04-01/Accounts/${ACCOUNT}`;
  const asked = async (path: string, token = TOKEN) => {
    const answer = await fetch(`${base}${path}`, { headers: { authorization: basic(ACCOUNT, token) } });
    return [answer.status, await json(answer)];
  };

  expect(await asked('/Balance.json')).toEqual([200, { account_sid: ACCOUNT, balance: '120.50', currency: 'USD' }]);
  expect(await asked('.json')).toMatchObject([200, { sid: ACCOUNT, status: 'active' }]);
  for (const path of ['/Balance.json', '.json'])
    expect(await asked(path, 'other')).toMatchObject([401, { code: 20003 }]);
  expect((await sandbox.client.balance.fetch()).balance).toBe('120.50');
});
