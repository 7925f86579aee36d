import { httpAccount, httpAccountOf, sandboxHttp } from './account.ts';
import { readHttpConfig } from './config.ts';

const DESCRIPTION = JSON.stringify({
  url: '/send',
  body: 'json',
  fields: { to: '{to}' },
  error: ['code'],
  codes: {},
});
const KEY = 'the-key-of-your-account';
const refused = (detail: RegExp) =>
  expect.objectContaining({ code: 'invalid_account', detail: expect.stringMatching(detail) });
const account = (given: Record<string, string>, origin?: string) => () => httpAccountOf({ key: KEY, ...given }, origin);

test('a shipped description has its host, unless the account has one of its own', () => {
  expect(account({ api: 'vonage' })().secrets.origin).toBe('https://rest.nexmo.com');
  expect(account({ api: 'vonage' }, 'https://other.example')().secrets.origin).toBe('https://other.example');
  expect(account({ api: DESCRIPTION }, 'https://api.vendor.example')().secrets.origin).toBe(
    'https://api.vendor.example',
  );
});

test('accounts of two shipped descriptions at one host are two; a corrected description is of the same account', () => {
  const identity = (api: string) => account({ api }, 'https://one.example')().identity;

  expect(identity('vonage')).not.toEqual(identity('infobip'));
  expect(identity(DESCRIPTION)).toEqual(identity(DESCRIPTION.replace('"code"', '"error"')));
});

test.each([
  ['a description without a host', { api: 'infobip' }, /^api_url is missing/],
  ['a host in a description', { api: DESCRIPTION.replace('/send', 'https://x.example/send') }, /^api must have a path/],
  ['another preset', { api: 'acme' }, /^api is no description of an API: it must be infobip, vonage or JSON/],
  ['a broken description', { api: '{"url": "/x"}' }, /^api is no description of an API: body must be/],
])('%s is refused by its name', (_case, given, detail) => {
  expect(account(given)).toThrow(refused(detail));
});

test('how receipts come, and how long a text may be, are what the description says', () => {
  expect(account({ api: 'vonage' })()).toMatchObject({ receipts: 'callback', carries: { max_characters: 3_200 } });
  expect(account({ api: DESCRIPTION }, 'https://x.example')()).toMatchObject({
    receipts: 'none',
    carries: { text: true },
  });
});

test('the settings name an account only with an API', () => {
  const env = { NATS_URL: 'nats://127.0.0.1:4222', VENDOR_KEY: Buffer.alloc(32, 1).toString('base64') };
  const config = (more: Record<string, string>) => readHttpConfig({ ...env, HTTPAPI_KEY: KEY, ...more });

  expect(httpAccount(config({}))).toBeUndefined();
  expect(httpAccount(config({ HTTPAPI_API: 'vonage' }))).toMatchObject({
    environment: 'live',
    secrets: { origin: 'https://rest.nexmo.com' },
  });
  expect(() => httpAccount(config({ HTTPAPI_API: '{}' }))).toThrow(/HTTPAPI_API/);
  const beside = { HTTPAPI_API: 'vonage', SANDBOX_URL: 'http://127.0.0.1:1', SANDBOX_HTTPAPI_KEY: 'sandbox-key' };
  expect(sandboxHttp(config(beside))).toMatchObject({
    environment: 'test',
    secrets: { origin: 'http://127.0.0.1:1', key: 'sandbox-key' },
  });
});
