// Real: HTTP on loopback. The spec acts as Kavenegar with one answer; the suite in test/contract uses the sandbox.
import { inspect } from 'node:util';
import { clock } from '#libs/kernel';
import { VendorHttp } from '#libs/provider-kit';
import { OneAnswer } from '../test/harness/one-answer.ts';
import type { KavenegarSecrets } from './config.ts';
import { localIdOf } from './encode.ts';
import { kavenegarAdapter } from './send.ts';

const KEY = '6D2B4C5A4E7F81930A1B2C3D4E5F6071';
const MINUTE_MS = 60_000;
const vendor = new OneAnswer();
const http = new VendorHttp({ connectMs: 2_000, vendorHttpMs: 1_000 });
const adapter = kavenegarAdapter(http, {
  apiUrl: 'https://elsewhere.invalid',
  environment: 'test',
  sandboxUrl: undefined,
  timeScale: 1,
});
const signal = new AbortController().signal;
let secrets: KavenegarSecrets;

beforeAll(async () => {
  secrets = { apiUrl: await vendor.open(), apiKey: KEY, sender: '10004346' };
});
afterAll(async () => {
  await http.close();
  await vendor.close();
});
beforeEach(() => {
  vendor.says([{ messageid: 17, status: 1 }]);
  vendor.status = 200;
});

const item = (over = {}) => ({
  id: 'x',
  fence: 1,
  to: '+989121234567',
  text: 'hi',
  send_before: clock.now() + 9_999,
  valid_for_s: 60,
  ...over,
});
const send = (over = {}, as = secrets) =>
  adapter.send(item(over), as, { callbackUrl: 'http://127.0.0.1:8000', signal });
const lookUp = (over = {}) =>
  adapter.lookUp!({ ...item(), sent_after: clock.now() - MINUTE_MS, ...over }, secrets, { signal });

test('a text is a form to sms/send, with the same client reference for each grant', async () => {
  for (const fence of [1, 2]) expect(await send({ fence })).toEqual({ outcome: 'accepted', vendor_message_id: '17' });

  const [first, second] = vendor.asked.slice(-2);
  expect(first).toEqual({
    method: 'POST',
    path: `/v1/${KEY}/sms/send.json`,
    form: { receptor: '09121234567', message: 'hi', localid: localIdOf('x'), sender: '10004346' },
  });
  expect(second).toEqual(first);
});

test('a message by template is a form to verify/lookup, without client reference and line', async () => {
  await send({ template: { vendor: 'kavenegar', code: 'login', tokens: { token: '12345' } } });

  expect(vendor.asked.at(-1)).toMatchObject({
    path: `/v1/${KEY}/verify/lookup.json`,
    form: { receptor: '09121234567', template: 'login', token: '12345' },
  });
  expect(Object.keys(vendor.asked.at(-1)!.form)).toHaveLength(3);
});

describe('a look-up', () => {
  const found = { result: 'found', vendor_message_id: '17' };
  const localid = localIdOf('x');

  test('asks by the client reference', async () => {
    vendor.says([{ messageid: 17, localid, status: 5 }]);

    expect(await lookUp()).toEqual(found);
    expect(vendor.asked.at(-1)).toMatchObject({ path: `/v1/${KEY}/sms/statuslocalmessageid.json`, form: { localid } });
  });

  test.each<[string, unknown, object]>([
    ['one object', { messageid: 17, localid, status: 5 }, found],
    ['a client reference as a number', `[{"messageid":17,"localid":${localid},"status":10}]`, found],
    ['no client reference', [{ messageid: 17, status: 5 }], found],
    ['another client reference', [{ messageid: 17, localid: '5', status: 5 }], { result: 'inconclusive' }],
    ['an unknown id', [{ messageid: 0, localid, status: 100 }], { result: 'nothing' }],
    ['an unknown id under the old id', [{ messageid: 17, localid, status: 100 }], { result: 'nothing' }],
    ['an empty list', [], { result: 'nothing' }],
    ['null', null, { result: 'nothing' }],
    ['an entry without id and status', [{}], { result: 'inconclusive' }],
  ])('that is answered with %s', async (_what, entries, expected) => {
    if (typeof entries === 'string') vendor.body = `{"return":{"status":200},"entries":${entries}}`;
    else vendor.says(entries);

    expect(await lookUp()).toEqual(expected);
  });

  test('of a message by template proves nothing, and asks nothing', async () => {
    const asked = vendor.asked.length;
    const template = { vendor: 'kavenegar', code: 'login', tokens: { token: '12345' } };
    vendor.says([]);

    expect(await lookUp({ template })).toEqual({ result: 'inconclusive' });
    expect(vendor.asked).toHaveLength(asked);
  });

  test('without a result is asked again while Kavenegar may still store the message', async () => {
    vendor.says([]);

    expect(await lookUp({ sent_after: clock.now() - 40_000 })).toBeUndefined();
    expect(await lookUp({ sent_after: clock.now() - 46_000 })).toEqual({ result: 'nothing' });
  });

  test('without a result proves nothing once Kavenegar has forgotten the client reference', async () => {
    vendor.says([]);

    expect(await lookUp({ sent_after: clock.now() - 12 * 60 * MINUTE_MS })).toEqual({ result: 'inconclusive' });
  });

  test.each([400, 402, 404, 411, 451])('that is refused with %i proves nothing', async (code) => {
    vendor.says(null, code);

    await expect(lookUp()).rejects.toThrow(`code ${code}`);
  });
});

describe('the key, which is in the path', () => {
  const callback = { secret: 's', url: '/callbacks/kavenegar/s?messageid=17&status=10', headers: {}, body: '' };
  const dead = 'http://127.0.0.1:1';

  test.each<[string, () => unknown]>([
    ['a page', () => (vendor.body = '<html>')],
    ['an error', () => vendor.says(null, 403)],
    ['an answer of no code', () => vendor.says(null, Number.NaN)],
    ['the key itself', () => vendor.says([{ messageid: KEY, status: KEY, cost: KEY }], 200)],
    ['a server error', () => Object.assign(vendor, { status: 500, body: '' })],
    ['no answer', () => (secrets = { ...secrets, apiUrl: dead })],
  ])('is in nothing that the adapter returns or throws after %s', async (_what, misbehave) => {
    const usual = secrets;
    misbehave();
    const told = await Promise.allSettled([
      send(),
      lookUp(),
      adapter.check(secrets, { signal }),
      adapter.poll!(0, secrets, { ids: ['17'], signal }),
      Promise.resolve(adapter.readCallback(callback, secrets, { publicUrl: 'http://127.0.0.1:8000', signal })),
    ]);
    secrets = usual;

    const all = inspect(told, { depth: null, showHidden: true, maxStringLength: null });
    expect(all).toMatch(/rejected|unknown|vendor_fault/);
    expect(all).not.toContain(KEY);
  });

  test('is in no error about an account that was typed wrong', () => {
    const wrong = () => adapter.account({ api_key: `${KEY} with spaces` }, 'test');

    expect(wrong).toThrow('api_key must be the key');
    expect(wrong).not.toThrow(KEY);
  });
});
