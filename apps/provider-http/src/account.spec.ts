import { httpAccount, httpAccountOf, sandboxHttp } from './account.ts';
import { readHttpConfig } from './config.ts';

const DESCRIPTION = JSON.stringify({
  url: 'https://api.vendor.example/send',
  body: 'json',
  fields: { to: '{to}' },
  error: ['code'],
  codes: {},
});
const KEY = 'the-key-of-your-account';
const refused = (detail: RegExp) =>
  expect.objectContaining({ code: 'invalid_account', detail: expect.stringMatching(detail) });
const account =
  (given: Record<string, string>, ours?: string, allowed: string[] = []) =>
  () =>
    httpAccountOf({ key: KEY, ...given }, ours, allowed);

test('a shipped description is called at its own host, and a written one only where that is public', () => {
  expect(account({ api: 'vonage' })().secrets).toMatchObject({ origin: 'https://rest.nexmo.com', vetted: false });
  expect(account({ api: DESCRIPTION })().secrets).toMatchObject({ origin: 'https://api.vendor.example', vetted: true });
});

test('an account has a host of its own, which is only called where it is public', () => {
  const of = (api_url: string, ours?: string, allowed?: string[]) =>
    account({ api: 'infobip', api_url }, ours, allowed);

  expect(of('https://abc.api.infobip.com/')().secrets).toMatchObject({
    origin: 'https://abc.api.infobip.com',
    vetted: true,
  });
  for (const inner of ['http://abc.api.infobip.com', 'https://127.0.0.1', 'https://10.0.0.1:8443', 'https://localhost'])
    expect(of(inner)).toThrow(refused(/^api_url must /));
  expect(of('http://10.0.0.1:81', undefined, ['10.0.0.0/8'])().secrets.origin).toBe('http://10.0.0.1:81');
  expect(of('https://abc.api.infobip.com', 'http://127.0.0.1:1')().secrets).toMatchObject({
    origin: 'http://127.0.0.1:1',
    vetted: false,
  });
});

test.each([
  ['a description without a host', { api: 'infobip' }, /^api_url is missing/],
  ['another preset', { api: 'acme' }, /^api is no description of an API: it must be infobip, vonage or JSON/],
  ['a broken description', { api: '{"url": "/x"}' }, /^api is no description of an API: body must be/],
])('%s is refused by its name', (_case, given, detail) => {
  expect(account(given)).toThrow(refused(detail));
});

test('how receipts come, and how long a text may be, are what the description says', () => {
  expect(account({ api: 'vonage' })()).toMatchObject({ receipts: 'callback', carries: { max_characters: 3_200 } });
  expect(account({ api: DESCRIPTION })()).toMatchObject({ receipts: 'none', carries: { text: true } });
});

test('the settings name an account only with an API', () => {
  const env = { NATS_URL: 'nats://127.0.0.1:4222', VENDOR_KEY: Buffer.alloc(32, 1).toString('base64') };
  const config = (more: Record<string, string>) => readHttpConfig({ ...env, HTTPAPI_KEY: KEY, ...more });

  expect(httpAccount(config({}))).toBeUndefined();
  expect(httpAccount(config({ HTTPAPI_API: 'vonage' }))).toMatchObject({
    environment: 'live',
    secrets: { origin: 'https://rest.nexmo.com', vetted: false },
  });
  expect(() => httpAccount(config({ HTTPAPI_API: '{}' }))).toThrow(/HTTPAPI_API/);
  const beside = { HTTPAPI_API: 'vonage', SANDBOX_URL: 'http://127.0.0.1:1', SANDBOX_HTTPAPI_KEY: 'sandbox-key' };
  expect(sandboxHttp(config(beside))).toMatchObject({
    environment: 'test',
    secrets: { origin: 'http://127.0.0.1:1', key: 'sandbox-key', vetted: false },
  });
});
