// Real: the adapter on its HTTP, the fake BaaS in the sandbox, which fetches the pictures.
import { clock, timesScaledBy } from '#libs/kernel';
import { VendorHttp, type SendContext } from '#libs/provider-kit';
import { baasAdapter } from '../../src/send.ts';
import { typedAccount } from '../../src/config.ts';
import { KEY, PROJECT, runFakeBaas, type FakeBaas } from '../harness/fake-baas.ts';

let baas: FakeBaas;
let http: VendorHttp;
const warned: unknown[] = [];
beforeAll(async () => {
  baas = await runFakeBaas({ SANDBOX_RECEIPTS: 'off' });
  http = new VendorHttp(timesScaledBy(1));
});
afterAll(async () => {
  await http.close();
  await baas.stop();
});
beforeEach(() => baas.control.call('POST', 'reset'));

const adapter = () =>
  baasAdapter(
    http,
    { baseUrl: baas.url, environment: 'test', sandboxUrl: undefined },
    { warn: (event, fields) => warned.push({ event, ...fields }) },
  );
const secretsOf = (more: Record<string, string> = {}) =>
  typedAccount({ api_key: KEY, project_id: PROJECT, sender: '02-1234-5678', ...more }, baas.url).secrets;
const { signal } = new AbortController();
const context: SendContext = { callbackUrl: '', signal };
const item = (more: object = {}) => ({
  id: 'm',
  fence: 1,
  to: '+821012345678',
  text: '안녕하세요',
  send_before: clock.now() + 60_000,
  valid_for_s: 600,
  ...more,
});
const withPictures = (...names: string[]) =>
  item({ media_urls: names.map((name) => `${baas.url}/media/${name}`), subject: '제목' });

test('a message with pictures is an MMS, whose pictures the phone shows', async () => {
  const outcome = await adapter().send(withPictures('sample.jpg', 'sample.png'), secretsOf(), context);

  const [text] = await baas.control.rows('text');
  expect(outcome).toEqual({ outcome: 'accepted', vendor_message_id: text!.sid });
  expect(text).toMatchObject({
    to: '+821012345678',
    body: '제목\n안녕하세요',
    media: [expect.any(String), expect.any(String)],
  });
});

test('a picture that BaaS cannot fetch is a fault of this request, and no phone receives it', async () => {
  const outcome = await adapter().send(withPictures('none.jpg'), secretsOf(), context);

  expect(outcome).toEqual({ outcome: 'vendor_fault', fault: 'request', vendor_code: 'VALIDATION_ERROR' });
  expect(await baas.control.rows('text')).toEqual([]);
});

test.each([
  ['/message', 'success', 'X-API-KEY'],
  ['/message', 'success', 'x_api_key'],
  ['/api/message', 'result', 'Authorization'],
])(
  'under %s with answers by %s and the key in %s it sends, polls and checks',
  async (path_prefix, envelope, auth_header) => {
    await baas.control.call('PATCH', 'baas/mode', { paths: path_prefix, envelope });
    const secrets = secretsOf({ path_prefix, auth_header, success_means: 'delivered' });

    const outcome = await adapter().send(item(), secrets, context);

    const id = 'vendor_message_id' in outcome ? outcome.vendor_message_id! : '';
    await baas.control.call('POST', `baas/messages/${id}/advance`, { status: '성공' });
    expect(await adapter().poll!(0, secrets, { signal, ids: [id] })).toEqual({
      receipts: [{ vendor_message_id: id, status: 'DELIVERED' }],
    });
    expect(await adapter().check(secrets, { signal })).toEqual({ ok: true });
  },
);

test('a version of BaaS without a history has no receipts, and its check says nothing about the key', async () => {
  await baas.control.call('PATCH', 'baas/mode', { history: false });

  expect(await adapter().poll!(0, secretsOf(), { signal, ids: ['1', '2'] })).toEqual({ receipts: [] });
  expect(await adapter().check(secretsOf(), { signal })).toEqual({ ok: true });
});

test('of several groups those that BaaS answers for count, and a wrong key answers for none', async () => {
  const { vendor_message_id: id } = (await adapter().send(item(), secretsOf(), context)) as {
    vendor_message_id: string;
  };
  await baas.control.call('POST', `baas/messages/${id}/advance`, { status: '실패', errorCode: '결번' });
  await baas.control.call('POST', 'baas/faults', { fault: { kind: 'html-502' }, match: { operation: 'history' } });

  // The last one is asked first.
  expect(await adapter().poll!(0, secretsOf(), { signal, ids: [id, '7'] })).toEqual({
    receipts: [{ vendor_message_id: id, status: 'UNDELIVERED', vendor_code: '결번' }],
  });
  await expect(adapter().poll!(0, secretsOf({ api_key: 'another-key' }), { signal, ids: [id] })).rejects.toMatchObject({
    code: 'service_unavailable',
  });
});

test.each([
  ['to another country', { to: '+85251234567' }, { outcome: 'vendor_fault', fault: 'recipient' }],
  ['over 2,000 characters', { text: 'x'.repeat(2_001) }, { outcome: 'rejected', vendor_code: 'MESSAGE_TOO_LONG' }],
  ['from a sender of another country', { sender: '+85221234567' }, { outcome: 'vendor_fault', fault: 'request' }],
])('a message %s is no call', async (_, more, outcome) => {
  expect(await adapter().send(item(more), secretsOf(), context)).toMatchObject(outcome);
  const { rows } = await baas.control.call<{ rows: object[] }>('GET', 'requests?vendor=baas');
  expect(rows.filter((row) => (row as { operation: string }).operation === 'create')).toEqual([]);
});

test('a code that is not known is told to the operators', async () => {
  warned.length = 0;
  await baas.control.call('POST', 'baas/faults', {
    fault: { kind: 'error', code: 'UNREGISTERED_NUMBER', status: 400 },
  });

  expect(await adapter().send(item(), secretsOf(), context)).toMatchObject({ fault: 'request' });
  expect(warned).toEqual([{ event: 'provider.unknown_code', vendor: 'baas', vendor_code: 'UNREGISTERED_NUMBER' }]);
});
