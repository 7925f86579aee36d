// Real: the sandbox over HTTP with its ledger on disk, SMS.IR's official client.
import { until } from '#libs/sandbox-kit/testing';
import { call, clientOf, KEY, LINE, runFakeSmsir, type FakeSmsir, type Reported } from '../harness/fake-smsir.ts';

const MOBILE = '9121234567';
const TO = `+98${MOBILE}`;
const CODE = [{ name: 'CODE', value: '12345' }];
let sandbox: FakeSmsir;

beforeAll(async () => {
  sandbox = await runFakeSmsir();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.control.call('POST', 'reset');
  clientOf(KEY);
});

const seconds = (ms = Date.now()): number => Math.floor(ms / 1_000);
const verify = (mobile = MOBILE, parameters: readonly object[] = CODE) =>
  sandbox.client.SendVerifyCode(mobile, 100_000, parameters);
const text = async (body = 'سلام') => (await sandbox.client.SendBulk(body, [MOBILE])).data.data;
const advance = (id: number, body: object) => sandbox.control.call('POST', `smsir/messages/${id}/advance`, body);
/** The status of a refusal, with that of HTTP. */
const refused = async (answer: Promise<Response>) => {
  const response = await answer;
  const { status, message, data } = (await response.json()) as Record<string, unknown>;
  expect([typeof message, data]).toEqual(['string', null]);
  return [response.status, status];
};
const post = (path: string, body: unknown, key = KEY) => refused(call(sandbox.url, 'POST', path, body, key));

describe('the official client', () => {
  test('sends a template by its number: the phone shows the text that SMS.IR makes of it', async () => {
    const { status, data } = await verify();

    expect(status).toBe(200);
    expect(data).toEqual({ status: 1, message: 'موفق', data: { messageId: expect.any(Number), cost: 1 } });
    expect(Number.isSafeInteger(data.data.messageId)).toBe(true);
    expect(await sandbox.control.rows('text')).toMatchObject([
      {
        vendor: 'smsir',
        sid: String(data.data.messageId),
        to: TO,
        body: 'Your code is 12345.',
        template: { code: '100000', tokens: { CODE: '12345' } },
      },
    ]);
  });

  test('sends a text to several numbers, and a text for each', async () => {
    const { data: bulk } = await sandbox.client.SendBulk('سلام', [MOBILE, '09120000002', '+989120000003']);
    const { data: each } = await sandbox.client.SendLikeToLike(['a', 'b'], ['00989120000004', '9120000005']);

    expect(bulk.data).toMatchObject({ packId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) });
    expect(new Set([...bulk.data.messageIds, ...each.data.messageIds]).size).toBe(5);
    const rows = await sandbox.control.rows('text');
    expect(rows.map((row) => [row.to, row.body, row.from])).toEqual([
      [TO, 'سلام', LINE],
      ['+989120000002', 'سلام', LINE],
      ['+989120000003', 'سلام', LINE],
      ['+989120000004', 'a', LINE],
      ['+989120000005', 'b', LINE],
    ]);
  });

  test('reads one message, a pack and today; the state comes later', async () => {
    const { packId, messageIds } = await text();
    const id = messageIds[0]!;
    const { data: one } = await sandbox.client.ReportMessage(id);

    expect(one.data).toEqual({
      messageId: id,
      mobile: Number(MOBILE),
      messageText: 'سلام',
      sendDateTime: expect.any(Number),
      lineNumber: Number(LINE),
      cost: 1,
      deliveryState: 5,
      deliveryDateTime: null,
    });
    expect(Math.abs(one.data.sendDateTime - seconds())).toBeLessThan(60);

    await advance(id, { status: '1' });
    const [today, pack] = [await sandbox.client.ReportToday(), await sandbox.client.ReportPack(packId)];
    expect(today.data.data).toMatchObject([{ messageId: id, deliveryState: 1, deliveryDateTime: expect.any(Number) }]);
    expect(pack.data.data).toEqual(today.data.data);
    expect((await sandbox.client.ReportArchived()).data.data).toEqual([]);
  });

  test('takes back what is not due yet, and no phone receives it', async () => {
    const { data } = await sandbox.client.SendBulk('later', [MOBILE], seconds() + 7_200);

    expect((await sandbox.client.deleteScheduled(data.data.packId)).data.data).toEqual({
      returnedCreditCount: 1,
      smsCount: 1,
    });
    await expect(sandbox.client.deleteScheduled(data.data.packId)).rejects.toMatchObject({
      response: { status: 400, data: { status: 112 } },
    });
    expect(await sandbox.control.rows('text')).toEqual([]);
  });

  test('reads texts received: `latest` hands each out once, the lists keep them', async () => {
    await sandbox.control.call('POST', 'smsir/inbound', { from: TO, body: 'لغو۱۱' });
    const received = [
      { messageText: 'لغو۱۱', number: Number(LINE), mobile: Number(MOBILE), receivedDateTime: expect.any(Number) },
    ];

    expect((await sandbox.client.ReportTodayReceived()).data.data).toEqual(received);
    expect((await sandbox.client.ReportLatestReceived()).data.data).toEqual(received);
    expect((await sandbox.client.ReportLatestReceived()).data.data).toEqual([]);
    expect((await sandbox.client.ReportTodayReceived()).data.data).toEqual(received);
    expect((await sandbox.client.ReportArchivedReceived()).data.data).toEqual([]);
  });

  test('reads credit and lines', async () => {
    expect((await sandbox.client.getCredit()).data.data).toEqual(expect.any(Number));
    expect((await sandbox.client.getLineNumbers()).data.data).toEqual([Number(LINE), 30_007_732]);
  });

  test('of two accounts in one process uses the last one for both', async () => {
    const first = sandbox.client;
    clientOf('the-key-of-nobody');

    await expect(first.getCredit()).rejects.toMatchObject({ response: { status: 401, data: { status: 10 } } });
  });
});

test.each([
  ['a template that is not there', 'send/verify', { mobile: MOBILE, templateId: 7, parameters: CODE }, 113],
  ['a missing value', 'send/verify', { mobile: MOBILE, templateId: 100_000, parameters: [] }, 116],
  [
    'a value of 26 characters',
    'send/verify',
    { mobile: MOBILE, templateId: 100_000, parameters: [{ name: 'CODE', value: 'x'.repeat(26) }] },
    114,
  ],
  ['a number that is none', 'send/verify', { mobile: '912', templateId: 100_000, parameters: CODE }, 104],
  ['a foreign number', 'send/bulk', { lineNumber: LINE, messageText: 'x', mobiles: ['+85251234567'] }, 104],
  ['a line of somebody else', 'send/bulk', { lineNumber: 3000, messageText: 'x', mobiles: [MOBILE] }, 101],
  ['no text', 'send/bulk', { lineNumber: LINE, messageText: ' ', mobiles: [MOBILE] }, 103],
  ['no number', 'send/bulk', { lineNumber: LINE, messageText: 'x', mobiles: [] }, 107],
  ['no texts', 'send/likeToLike', { lineNumber: LINE, messageTexts: [], mobiles: [MOBILE] }, 108],
  [
    '101 numbers',
    'send/bulk',
    { lineNumber: LINE, messageText: 'x', mobiles: Array.from({ length: 101 }, () => MOBILE) },
    105,
  ],
  [
    '101 texts',
    'send/likeToLike',
    { lineNumber: LINE, messageTexts: Array.from({ length: 101 }, () => 'x'), mobiles: [MOBILE] },
    106,
  ],
  [
    'two texts for one number',
    'send/likeToLike',
    { lineNumber: LINE, messageTexts: ['a', 'b'], mobiles: [MOBILE] },
    110,
  ],
  [
    'a time that is too near',
    'send/bulk',
    { lineNumber: LINE, messageText: 'x', mobiles: [MOBILE], sendDateTime: 1 },
    109,
  ],
])('%s is refused with its status and nothing is recorded', async (_what, path, body, status) => {
  expect(await post(path, body)).toEqual([400, status]);
  expect(await sandbox.control.rows('text')).toEqual([]);
});

test('names of fields and paths are compared without case, and a slash at the end does not matter', async () => {
  const body = { MOBILE, TemplateID: '100000', Parameters: [{ Name: 'code', Value: '7' }] };
  const answers = await Promise.all(
    ['send/VERIFY', 'send/verify/'].map((path) => call(sandbox.url, 'POST', path, body)),
  );

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await sandbox.control.bodies()).toEqual(['Your code is 7.', 'Your code is 7.']);
});

test('the older form has key and text in its address', async () => {
  const query = new URLSearchParams({ username: 'me', password: KEY, line: LINE, mobile: MOBILE, text: 'سلام' });
  const answer = await fetch(`${sandbox.url}/v1/send?${query.toString()}`);

  expect(await answer.json()).toMatchObject({ status: 1, data: { messageId: expect.any(Number), cost: 1 } });
  expect(await sandbox.control.bodies()).toEqual(['سلام']);
});

test('a key that is wrong is 401 with 10, one that may not call with its own status, and an unknown path 404', async () => {
  await sandbox.control.call('POST', 'smsir/accounts', { apiKey: 'suspended', refuses: 14 });

  expect(await refused(call(sandbox.url, 'GET', 'credit', undefined, 'wrong'))).toEqual([401, 10]);
  expect(await refused(call(sandbox.url, 'GET', 'credit', undefined, 'suspended'))).toEqual([401, 14]);
  expect((await call(sandbox.url, 'GET', 'send/nothing')).status).toBe(404);
  expect(JSON.stringify(await sandbox.control.call('GET', 'smsir/accounts'))).not.toContain(KEY);
});

test('an account without credit is refused with 102; each text takes some of it', async () => {
  await sandbox.control.call('POST', 'smsir/accounts', { apiKey: 'poor', lines: ['3000'], credit: 1.5 });
  const body = { lineNumber: 3000, messageText: 'x', mobiles: [MOBILE] };

  expect((await call(sandbox.url, 'POST', 'send/bulk', body, 'poor')).status).toBe(200);
  expect(await (await call(sandbox.url, 'GET', 'credit', undefined, 'poor')).json()).toMatchObject({ data: 0.5 });
  expect(await post('send/bulk', body, 'poor')).toEqual([400, 102]);
});

test('each account sees its own messages alone', async () => {
  await sandbox.control.call('POST', 'smsir/accounts', { apiKey: 'second', lines: ['3000'] });
  const id = (await text()).messageIds[0];

  expect(await (await call(sandbox.url, 'GET', 'send/live', undefined, 'second')).json()).toMatchObject({ data: [] });
  expect(await refused(call(sandbox.url, 'GET', `send/${id}`, undefined, 'second'))).toEqual([400, 111]);
});

test('a number on the blacklist has null for an id, the others are sent; a template to it is refused', async () => {
  await sandbox.control.call('PUT', 'smsir/blacklist', { to: TO });
  const { data } = await sandbox.client.SendBulk('x', [MOBILE, '9120000002']);

  expect(data).toMatchObject({ status: 1, data: { messageIds: [null, expect.any(Number)], cost: 1 } });
  expect(await post('send/verify', { mobile: MOBILE, templateId: 100_000, parameters: CODE })).toEqual([400, 115]);
  expect((await sandbox.control.rows('text')).map(({ to }) => to)).toEqual(['+989120000002']);
});

test("a key of SMS.IR's own sandbox has one template, sends nothing and has no reports", async () => {
  await sandbox.control.call('POST', 'smsir/accounts', { apiKey: 'sandbox', lines: ['3000'], kind: 'sandbox' });
  const to = (templateId: number) => ({ mobile: MOBILE, templateId, parameters: CODE });

  const answer = await call(sandbox.url, 'POST', 'send/verify', to(123_456), 'sandbox');
  expect(await answer.json()).toMatchObject({ status: 1, data: { messageId: expect.any(Number) } });
  expect(await post('send/verify', to(100_000), 'sandbox')).toEqual([400, 113]);
  expect(await sandbox.control.rows('text')).toEqual([]);
  expect(await (await call(sandbox.url, 'GET', 'send/live', undefined, 'sandbox')).json()).toMatchObject({ data: [] });
});

test('a template that was registered makes the text', async () => {
  await sandbox.control.call('PUT', 'smsir/templates', { code: 5, text: '#A# و #B#' });
  const parameters = [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
  ];
  await call(sandbox.url, 'POST', 'send/verify', { mobile: MOBILE, templateId: 5, parameters });

  expect(await sandbox.control.bodies()).toEqual(['1 و 2']);
});

test('lists are newest first, in pages of up to 100', async () => {
  const ids: (number | null)[] = [];
  for (const body of ['a', 'b', 'c']) ids.unshift((await text(body)).messageIds[0]!);
  const page = async (query: string) => {
    const answer = await call(sandbox.url, 'GET', `send/live?${query}`);
    return ((await answer.json()) as { data: Reported[] }).data.map(({ messageId }) => messageId);
  };

  expect(await page('pageSize=2&pageNumber=1')).toEqual(ids.slice(0, 2));
  expect(await page('PAGESIZE=2&pagenumber=2')).toEqual(ids.slice(2));
  expect(await refused(call(sandbox.url, 'GET', 'send/live?pageSize=101'))).toEqual([400, 16]);
});

test('an older text received is in the archive, and not in the list of today', async () => {
  const twoDaysAgo = Date.now() - 48 * 3_600_000;
  await sandbox.control.call('POST', 'smsir/inbound', { from: TO, body: 'old', at: twoDaysAgo });
  const archive = async (query: string) => {
    const answer = await call(sandbox.url, 'GET', `receive/archive?${query}`);
    return ((await answer.json()) as { data: unknown[] }).data.length;
  };

  expect((await sandbox.client.ReportTodayReceived()).data.data).toEqual([]);
  expect(await archive('')).toBe(1);
  expect(await archive(`fromDate=${seconds(twoDaysAgo) + 1}`)).toBe(0);
  expect(await archive(`fromDate=${seconds(twoDaysAgo)}&toDate=${seconds()}`)).toBe(1);
});

test('each magic number does what its list says', async () => {
  const { numbers } = await sandbox.control.call<{ numbers: { number: string; does: string }[] }>(
    'GET',
    'smsir/numbers',
  );
  const statuses: Record<string, unknown> = {};
  for (const { number, does } of numbers.filter((it) => it.does.startsWith('is refused'))) {
    const answer = await call(sandbox.url, 'POST', 'send/verify', {
      mobile: number,
      templateId: 100_000,
      parameters: CODE,
    });
    statuses[does] = ((await answer.json()) as { status: number }).status;
  }

  expect(Object.keys(statuses).length).toBeGreaterThan(20);
  for (const [does, status] of Object.entries(statuses)) expect(does).toBe(`is refused with status ${String(status)}`);
  expect((await sandbox.client.SendBulk('x', ['+989000020000'])).data.data.messageIds).toEqual([null]);
  for (const state of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const id = (await sandbox.client.SendBulk('x', [`+98900001000${state}`])).data.data.messageIds[0]!;
    await until(async () => (await sandbox.client.ReportMessage(id)).data.data.deliveryState === state);
  }
});

test('calls are kept without the key', async () => {
  await text();
  const { rows } = await sandbox.control.call<{ rows: { headers: Record<string, string> }[] }>(
    'GET',
    'requests?vendor=smsir',
  );

  expect(rows.map(({ headers }) => headers['x-api-key'])).toEqual(['***']);
  expect(JSON.stringify(rows)).not.toContain(KEY);
});
