// Real: the sandbox over HTTP. The requests are those of npm `kavenegar` 2.0.2, byte by byte as captured: that package
// calls port 80 of api.kavenegar.com alone and cannot be turned to another server.
import { connect } from 'node:net';
import { KEY, runFakeKavenegar, type FakeKavenegar, type KavenegarBody } from '../harness/fake-kavenegar.ts';

let sandbox: FakeKavenegar;
beforeAll(async () => {
  sandbox = await runFakeKavenegar({ SANDBOX_RECEIPTS: 'off' });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.call('POST', 'reset'));

/** The path is an absolute URI, the host is Kavenegar's, and every call is a POST of a form. */
const captured = (method: string, form: string): string =>
  [
    `POST http://api.kavenegar.com/v1/${KEY}/${method}.json HTTP/1.1`,
    `Content-Length: ${form.length}`,
    'Content-Type: application/x-www-form-urlencoded; charset=UTF-8',
    'Host: api.kavenegar.com',
    'Connection: keep-alive',
    '',
    form,
  ].join('\r\n');

async function replay(method: string, form: string): Promise<KavenegarBody> {
  const { hostname, port } = new URL(sandbox.url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
  let answer = '';
  try {
    socket.write(captured(method, form));
    for await (const chunk of socket.setEncoding('utf8')) {
      answer += chunk as string;
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Infinity);
      if (Buffer.byteLength(body) >= length) return JSON.parse(body) as KavenegarBody;
    }
  } finally {
    socket.destroy();
  }
  throw new Error(`the answer ended early: ${answer}`);
}

test('Send', async () => {
  const form = 'message=%D8%B3%D9%84%D8%A7%D9%85%20Postrider&sender=10004346&receptor=09123456789';

  expect(await replay('sms/send', form)).toMatchObject({
    return: { status: 200 },
    entries: [{ message: 'سلام Postrider', sender: '10004346', receptor: '09123456789' }],
  });
  expect(await sandbox.control.rows('text')).toMatchObject([{ to: '+989123456789', body: 'سلام Postrider' }]);
});

test('Send with a localid, twice', async () => {
  const form = 'message=Hello&receptor=09123456789&localid=450';
  const [first, second] = [await replay('sms/send', form), await replay('sms/send', form)];

  const idOf = ({ entries }: KavenegarBody) => (entries as Record<string, unknown>[])[0]!['messageid'];
  expect(idOf(second)).toBe(idOf(first));
  expect(await sandbox.control.rows('text')).toHaveLength(1);
  expect(await replay('sms/statuslocalmessageid', 'localid=450')).toMatchObject({
    entries: [{ messageid: idOf(first), localid: '450', status: 5 }],
  });
});

test('SendArray', async () => {
  const list = (...values: string[]) => encodeURIComponent(JSON.stringify(values));
  const form = `receptor=${list('09123456789', '09367891011')}&sender=${list('10004346', '10004346')}&message=${list('one', 'two')}`;

  expect((await replay('sms/sendarray', form)).entries).toMatchObject([{ message: 'one' }, { message: 'two' }]);
  expect(await sandbox.control.rows('text')).toHaveLength(2);
});

test('VerifyLookup', async () => {
  const form = 'receptor=09361234567&token=852596&template=login';

  expect((await replay('verify/lookup', form)).entries).toMatchObject([{ message: 'code 852596', status: 1 }]);
});

test('Status, AccountInfo, AccountConfig and Receive', async () => {
  expect((await replay('sms/status', 'messageid=30034577')).entries).toMatchObject([{ status: 100 }]);
  expect((await replay('account/info', '')).entries).toMatchObject({ remaincredit: expect.any(Number) as number });
  expect((await replay('account/config', '')).entries).toMatchObject({ resendfailed: 'disabled' });
  expect((await replay('sms/receive', 'linenumber=10004346&isread=0')).entries).toEqual([]);
});

test('Select, which needs an address on the allow-list', async () => {
  expect((await replay('sms/select', 'messageid=30034577')).return.status).toBe(407);
});

test('a refusal', async () => {
  expect(await replay('sms/send', 'message=Hello&receptor=12')).toEqual({
    return: { status: 411, message: expect.any(String) as string },
    entries: null,
  });
});
