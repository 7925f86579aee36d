// Real: the sandbox over HTTP with its ledger on disk. The spec acts as a customer of Kavenegar.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '#libs/sandbox-kit/testing';
import { KEY, runFakeKavenegar, type FakeKavenegar } from '../harness/fake-kavenegar.ts';

const TO = '09121234567';
const HOUR_MS = 3_600_000;
let sandbox: FakeKavenegar;

beforeAll(async () => {
  sandbox = await runFakeKavenegar({ SANDBOX_RECEIPTS: 'off' });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.call('POST', 'reset'));

const send = (form: Record<string, string> = {}) =>
  sandbox.call('sms/send', { receptor: TO, message: 'Hello', ...form });
const lookUp = (form: Record<string, string> = {}) =>
  sandbox.call('verify/lookup', { receptor: TO, template: 'login', token: '12345', ...form });
const control = (method: string, path: string, body?: object) =>
  sandbox.control.call(method, `kavenegar/${path}`, body);
const texts = () => sandbox.control.rows('text');
const first = ({ entries }: { entries: unknown }) => (entries as Record<string, unknown>[])[0]!;

describe('a send', () => {
  test("is answered in Kavenegar's envelope and is a text in the ledger", async () => {
    const { http, return: head, entries } = await send({ message: 'سلام', sender: '30002626' });

    expect({ http, head }).toEqual({ http: 200, head: { status: 200, message: 'تایید شد' } });
    expect(entries).toEqual([
      {
        messageid: expect.any(Number) as number,
        message: 'سلام',
        status: 1,
        statustext: 'در صف ارسال',
        sender: '30002626',
        receptor: TO,
        date: expect.any(Number) as number,
        cost: 120,
      },
    ]);
    expect(await texts()).toMatchObject([
      { vendor: 'kavenegar', sid: String(first({ entries })['messageid']), to: '+989121234567', from: '30002626' },
    ]);
  });

  test.each(['09121234567', '9121234567', '00989121234567', '+989121234567', '989121234567'])(
    'takes the receptor as %s',
    async (receptor) => {
      await send({ receptor });

      expect(await texts()).toMatchObject([{ to: '+989121234567' }]);
    },
  );

  test('takes GET and POST, and up to 200 receptors with as many client references', async () => {
    const receptor = Array.from({ length: 200 }, (_, nth) => `0912000${1_000 + nth}`);

    await sandbox.call('sms/send', { receptor: TO, message: 'by GET' }, { by: 'GET' });
    const many = await send({ receptor: receptor.join(','), localid: receptor.map((_, nth) => nth).join(',') });

    expect(many.entries).toHaveLength(200);
    expect(await texts()).toHaveLength(201);
  });

  test.each<[string, number, Record<string, string>]>([
    ['an invalid receptor', 411, { receptor: '12' }],
    ['a landline of Iran', 411, { receptor: '02188888888' }],
    ['an empty receptor', 406, { receptor: '' }],
    ['an empty message', 413, { message: '' }],
    ['901 characters', 413, { message: 'x'.repeat(901) }],
    ['a sender that is no line', 412, { sender: 'MyBrand' }],
    ['201 receptors', 414, { receptor: Array(201).fill(TO).join(',') }],
    ['lists of different lengths', 419, { localid: '1,2' }],
    ['a client reference that is no 64-bit integer', 400, { localid: '9223372036854775808' }],
    ['a date that is no time', 417, { date: 'tomorrow' }],
    ['a tag with a space', 607, { tag: 'a b' }],
    ['a magic number', 426, { receptor: '09000000426' }],
  ])('with %s is refused with %i', async (_what, code, form) => {
    const { http, return: head, entries } = await send(form);

    expect({ http, code: head.status, entries }).toEqual({
      http: Math.min(code, 599) === code ? code : 400,
      code,
      entries: null,
    });
    expect(await texts()).toEqual([]);
  });

  test('without a parameter, with a wrong key, of an unknown method and by a wrong method is refused', async () => {
    const codes = [
      await sandbox.call('sms/send', { receptor: TO }),
      await sandbox.call('sms/send', { receptor: TO, message: 'x' }, { key: 'AnotherKeyOfThisForm' }),
      await sandbox.call('sms/forward'),
      await sandbox.call('sms/sendarray', {}, { by: 'GET' }),
    ].map(({ return: head }) => head.status);

    expect(codes).toEqual([400, 403, 404, 405]);
  });

  test('of an account that is disabled, has no credit or has other lines is refused', async () => {
    await control('POST', 'accounts', { remaincredit: 119 });
    expect((await send()).return.status).toBe(418);
    await control('POST', 'accounts', { remaincredit: 120, lines: ['10004346'] });
    expect((await send({ sender: '30002626' })).return.status).toBe(412);
    expect((await send()).return.status).toBe(200);
    expect((await sandbox.call('account/info')).entries).toMatchObject({ remaincredit: 0 });
    await control('POST', 'accounts', { disabled: true });
    expect((await send()).return.status).toBe(401);
  });

  test('in the debug mode is accepted as cancelled, and no phone gets it', async () => {
    await control('POST', 'accounts', { debugmode: true });

    expect(first(await send())).toMatchObject({ status: 13 });
    expect(await texts()).toEqual([]);
    expect((await sandbox.call('account/config')).entries).toMatchObject({ debugmode: 'enabled' });
  });

  test('above the limit is throttled with 451', async () => {
    await control('PATCH', 'settings', { maxInFlight: 0 });

    expect(await send()).toMatchObject({ http: 451, return: { status: 451 } });
  });
});

describe('a client reference', () => {
  test('that is known sends nothing again and answers the first record, for 12 hours', async () => {
    const localid = '9223372036854775807';
    const once = first(await send({ localid }));

    expect(first(await send({ localid, message: 'another' }))).toEqual({
      ...once,
      status: 5,
      statustext: 'ارسال شده به مخابرات',
    });
    expect(await texts()).toHaveLength(1);
    await control('PUT', 'clock', { ahead_ms: 12 * HOUR_MS + 1 });
    await send({ localid });
    expect(await texts()).toHaveLength(2);
  });

  test('is known after the sandbox was restarted', async () => {
    const own = await runFakeKavenegar();
    const form = { receptor: TO, message: 'Hello', localid: '7' };
    const once = first(await own.call('sms/send', form));
    const again = await own.restart();

    const repeated = await fetch(`${again.url}/v1/${KEY}/sms/send.json`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });

    expect(first((await repeated.json()) as { entries: unknown })['messageid']).toBe(once['messageid']);
    expect(await again.control.rows('text')).toHaveLength(1);
    await again.stop();
  });

  test('finds the message for 12 hours, then and for others it is unknown', async () => {
    const { messageid } = first(await send({ localid: '42' }));
    const asked = async (localid: string) =>
      (await sandbox.call('sms/statuslocalmessageid', { localid })).entries as Record<string, unknown>[];

    expect(await asked('42,43')).toEqual([
      { messageid, localid: '42', status: 5, statustext: expect.any(String) as string },
      { messageid: 0, localid: '43', status: 100, statustext: expect.any(String) as string },
    ]);
    await control('PUT', 'clock', { ahead_ms: 12 * HOUR_MS + 1 });
    expect(await asked('42')).toMatchObject([{ status: 100 }]);
  });
});

describe('a look-up by template', () => {
  test('sends the text of the template with its tokens, in either form of the entries', async () => {
    const form = {
      template: 'appointment',
      token: '9:30',
      token2: 'noon',
      token3: 'B12',
      token10: 'Sara A',
      token20: 'Bye now',
    };
    const answer = await lookUp(form);
    await control('POST', 'accounts', { lookupEntries: 'object' });

    expect(first(answer)).toMatchObject({ message: 'Dear Sara A, your visit is on 9:30 at noon in room B12. Bye now' });
    expect((await lookUp()).entries).toMatchObject({ message: 'code 12345', receptor: TO });
    const { template, ...tokens } = form;
    expect(await texts()).toMatchObject([{ template: { code: template, tokens } }, { body: 'code 12345' }]);
  });

  test('reaches a number abroad that is written with 00', async () => {
    await lookUp({ receptor: '00905321234567' });

    expect(await texts()).toMatchObject([{ to: '+905321234567' }]);
  });

  test.each<[string, number, Record<string, string>]>([
    ['an unknown template', 424, { template: 'nothing' }],
    ['a template that is not approved', 424, { template: 'new-one' }],
    ['a token that the template does not have', 432, { token2: 'x' }],
    ['a token with a space', 431, { token: '12 345' }],
    ['a token with an underscore', 431, { token: '12_345' }],
    ['a token with a new line', 431, { token: '12\n345' }],
    ['a token with a comma', 431, { token: '12,345' }],
    ['101 characters', 431, { token: '1'.repeat(101) }],
    ['a token10 with 6 spaces', 431, { token10: 'a b c d e f g' }],
    ['a token20 with 9 spaces', 431, { token20: 'a b c d e f g h i j' }],
    ['an empty token', 406, { token: '' }],
  ])('with %s is refused with %i', async (_what, code, form) => {
    expect(await lookUp(form)).toMatchObject({ return: { status: code }, entries: null });
    expect(await texts()).toEqual([]);
  });

  test('of a template that was added is sent, and of one that was deleted is not', async () => {
    await control('PUT', 'templates', { code: 'mine', text: '%token it is' });
    expect(first(await lookUp({ template: 'mine' }))).toMatchObject({ message: '12345 it is' });

    await control('DELETE', 'templates/mine');
    expect((await lookUp({ template: 'mine' })).return.status).toBe(424);
  });
});

describe('a status', () => {
  test('is told for 48 hours, then the id is unknown', async () => {
    const messageid = String(first(await send())['messageid']);
    await control('POST', `messages/${messageid}/advance`, { status: '14' });
    const asked = async () => (await sandbox.call('sms/status', { messageid: `${messageid},7` })).entries;

    expect(await asked()).toMatchObject([
      { messageid: Number(messageid), status: 14 },
      { messageid: 7, status: 100 },
    ]);
    await control('PUT', 'clock', { ahead_ms: 48 * HOUR_MS + 1 });
    expect(await asked()).toMatchObject([{ status: 100 }, { status: 100 }]);
  });

  test('of more than 500 messages is refused, and of a number all are told', async () => {
    await send();
    const messageid = Array.from({ length: 501 }, (_, nth) => nth + 1).join(',');

    expect((await sandbox.call('sms/status', { messageid })).return.status).toBe(414);
    const ofNumber = await sandbox.call('sms/statusbyreceptor', { receptor: TO, startdate: '1' });
    expect(ofNumber.entries).toMatchObject([{ receptor: TO, status: 5 }]);
  });

  test('a message that is only queued can be cancelled', async () => {
    const { messageid } = first(await send({ localid: '1' }));
    await control('POST', `messages/${String(messageid)}/advance`, { status: '1', callback: false });

    expect((await sandbox.call('sms/cancel', { messageid: String(messageid) })).entries).toMatchObject([
      { status: 13 },
    ]);
  });
});

describe('the addresses of the panel', () => {
  let server: Server;
  let url: string;
  const called: { method: string; url: string; body: string }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        called.push({ method: request.method!, url: request.url!, body });
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterAll(() => server.close());
  beforeEach(() => called.splice(0));

  test('are called with each status, to the end that a magic number has', async () => {
    await control('PATCH', 'settings', { statusUrl: url });
    await control('PUT', 'receipts', { mode: 'on', stepMs: 1 });
    const messageid = String(first(await send({ receptor: '09000001011' }))['messageid']);
    await until(() => called.length === 2);

    expect(called.map((it) => it.url)).toEqual(
      expect.arrayContaining([`/hook?messageid=${messageid}&status=5`, `/hook?messageid=${messageid}&status=11`]),
    );
    expect(called[0]).toMatchObject({ method: 'GET', body: '' });
  });

  test('are called with the texts of people, by GET or by POST, and the line keeps them', async () => {
    await control('PATCH', 'settings', { inboundUrl: url });
    await control('PUT', 'callback-method', { method: 'POST' });
    const { sid } = await sandbox.control.call<{ sid: string }>('POST', 'kavenegar/inbound', {
      from: '+989121234567',
      to: '10004346',
      body: 'لغو۱۱',
    });

    expect(called).toMatchObject([{ method: 'POST', url: '/hook' }]);
    expect(Object.fromEntries(new URLSearchParams(called[0]!.body))).toEqual({
      messageid: sid,
      from: TO,
      to: '10004346',
      message: 'لغو۱۱',
    });
    const received = () => sandbox.call('sms/receive', { linenumber: '10004346', isread: '0' });
    expect((await received()).entries).toMatchObject([{ messageid: Number(sid), sender: TO, message: 'لغو۱۱' }]);
    expect((await received()).entries).toEqual([]);
  });
});

test('the key is neither in the record of calls nor in the list of accounts', async () => {
  await send();

  const recorded = JSON.stringify([
    await sandbox.control.call('GET', 'requests?vendor=kavenegar'),
    await sandbox.control.call('GET', 'kavenegar/accounts'),
  ]);

  expect(recorded).toContain('/v1/***/sms/send.json');
  expect(recorded).not.toContain(KEY);
});
