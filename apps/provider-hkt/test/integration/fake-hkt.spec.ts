// Real: the sandbox as a process with its ledger on disk, called as the gateway's users call it.
import { runSandbox, until, type RunningSandbox } from '#libs/sandbox-kit/testing';

const APPLICATION = 'APP0123456789abcdef';
const OK = '<response><status>OK</status></response>';
const error = (reason: string) => `<response><status>ERROR</status><reason>${reason}</reason></response>`;

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await runSandbox({ HKT_APPLICATION_ID: APPLICATION });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.call('POST', 'reset'));

const usual = { application: APPLICATION, mrt: '85251234567', sender: '85221234567', msg_utf8: 'Hello 中' };
const gateway = (): string => `${sandbox.url}/gateway/gateway.jsp`;
async function post(fields: Record<string, string>): Promise<readonly [number, string]> {
  const answer = await fetch(gateway(), { method: 'POST', body: new URLSearchParams({ ...usual, ...fields }) });
  return [answer.status, await answer.text()];
}

test('a text by POST is in the ledger when the gateway says OK', async () => {
  expect(await post({})).toEqual([200, OK]);
  expect(await sandbox.control.rows('text')).toMatchObject([
    { vendor: 'hkt', account: APPLICATION, to: '+85251234567', from: '+85221234567', body: 'Hello 中', segments: 1 },
  ]);
});

test('a text by GET, in UTF-8 or in BIG5, is the same text', async () => {
  const path = `${gateway()}?application=${APPLICATION}&mrt=85251234567`;

  for (const text of ['msg_utf8=Hello+%E4%B8%AD', 'msg_text=Hello%20%A4%A4'])
    expect(await (await fetch(`${path}&${text}`)).text()).toBe(OK);
  expect(await sandbox.control.rows('text')).toMatchObject([
    { from: 'HKT', body: 'Hello 中' },
    { from: 'HKT', body: 'Hello 中' },
  ]);
});

test.each([
  ['an application that is not its own', { application: 'another' }, 'Invalid application'],
  ['no application', { application: '' }, 'Missing parameter: application'],
  ['a number with a plus', { mrt: '+85251234567' }, 'Invalid mobile number'],
  ['a number of another country', { mrt: '8613812345678' }, 'Invalid mobile number'],
  ['a sender that is no number', { sender: 'Brand' }, 'Invalid sender'],
  ['no text', { msg_utf8: '' }, 'Missing parameter: msg_utf8'],
  ['the magic number of an invalid one', { mrt: '85250000001' }, 'Invalid mobile number'],
  ['the magic number of an account without quota', { mrt: '85250000002' }, 'Insufficient quota'],
])('%s is refused with HTTP 200, and no phone receives it', async (_, fields, reason) => {
  expect(await post(fields)).toEqual([200, error(reason)]);
  expect(await sandbox.control.rows('text')).toEqual([]);
});

test.each([
  ['85250000003', 200, /^$/],
  ['85250000004', 200, /<h1>Welcome/],
  ['85250000005', 500, /<h1>Internal/],
])('the magic number %s receives its text, and HTTP %i does not say so', async (mrt, status, body) => {
  expect(await post({ mrt })).toEqual([status, expect.stringMatching(body)]);
  expect(await sandbox.control.rows('text')).toMatchObject([{ to: `+${mrt}` }]);
});

test('it lists its magic numbers', async () => {
  const { numbers } = await sandbox.control.call<{ numbers: object[] }>('GET', 'hkt/numbers');

  expect(numbers).toHaveLength(5);
  expect(numbers[0]).toEqual({ number: '+85250000001', does: 'is refused: Invalid mobile number' });
});

test('in plain mode it answers as the fake gateway of smspanel does, until the next reset', async () => {
  expect(await sandbox.control.call('PUT', 'hkt/mode', { mode: 'plain' })).toEqual({ mode: 'plain' });
  expect(await post({})).toEqual([200, 'OK: Message sent successfully']);
  expect(await post({ mrt: '12345678' })).toEqual([400, 'ERROR: Invalid mobile number']);

  await sandbox.control.call('POST', 'reset');
  expect(await sandbox.control.call('GET', 'hkt/mode')).toEqual({ mode: 'xml' });
  await expect(sandbox.control.call('PUT', 'hkt/mode', { mode: 'html' })).rejects.toThrow(/400/);
});

test('the phones show a text as delivered, although the gateway never says so', async () => {
  await sandbox.control.call('PUT', 'hkt/receipts', { stepMs: 0 });
  await post({});

  await until(async () => {
    const { texts } = await sandbox.control.call<{ texts: { status: string }[] }>('GET', 'numbers/%2B85251234567');
    return texts[0]?.status === 'delivered';
  });
});

test('without an application of its own it takes every application', async () => {
  const open = await runSandbox();
  const body = new URLSearchParams({ ...usual, application: 'YourAppID' });

  expect(await (await fetch(`${open.url}/gateway/gateway.jsp`, { method: 'POST', body })).text()).toBe(OK);
  await open.stop();
});
