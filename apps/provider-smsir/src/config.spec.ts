import { ConfigError } from '#libs/kernel';
import { parseSmsirSecrets, readSmsirConfig, sandboxSmsir, smsirAccount, typedAccount } from './config.ts';

const REQUIRED = {
  NATS_URL: 'nats://127.0.0.1:4222',
  VENDOR_KEY: Buffer.alloc(32, 1).toString('base64'),
  SMSIR_API_KEY: 'a-key-of-the-panel',
};
const API = 'https://api.sms.ir';
const account = (env: Record<string, string> = {}) => smsirAccount(readSmsirConfig({ ...REQUIRED, ...env }));

test('a key is enough: templates are sent, and texts of any wording are not', () => {
  const templates = { tokens_by: 'name', tokens: [{ name: '*', max_length: 25 }] };

  expect(account()).toMatchObject({
    environment: 'live',
    secrets: { apiUrl: API, apiKey: REQUIRED.SMSIR_API_KEY },
    carries: { text: false, countries: ['IR'], templates },
    fields: ['api_key'],
  });
});

test('with a line texts of any wording are sent as well', () => {
  expect(account({ SMSIR_LINE_NUMBER: ' 3000 4505-000017 ' })).toMatchObject({
    secrets: { lineNumber: '30004505000017' },
    carries: { text: true },
    fields: ['api_key', 'line_number'],
  });
});

test('a line is the same in either form', () => {
  for (const line of ['30004505000017', '+98 3000 4505 000017', '009830004505000017'])
    expect(account({ SMSIR_LINE_NUMBER: line })!.secrets.lineNumber).toBe('30004505000017');
});

test('an account is its key, with whichever line', () => {
  const identityOf = (settings: Record<string, string>) => typedAccount(settings, API).identity;
  const key = { api_key: REQUIRED.SMSIR_API_KEY };

  expect(identityOf({ ...key, line_number: '30001234' })).toEqual(identityOf(key));
  expect(identityOf({ api_key: 'another-key-of-sms-ir' })).not.toEqual(identityOf(key));
});

test('settings without a key name no account, and a line without a key is half of one', () => {
  expect(account({ SMSIR_API_KEY: '' })).toBeUndefined();
  expect(() => account({ SMSIR_API_KEY: '', SMSIR_LINE_NUMBER: '30001234' })).toThrow(
    'SMSIR_API_KEY must be set as well: SMSIR_LINE_NUMBER is set, and is only half.',
  );
});

test.each(['Brand', '123', '+30001234', '0300012345', '123456789012345'])('%s is no line', (line) => {
  expect(() => account({ SMSIR_LINE_NUMBER: line })).toThrow(ConfigError);
  expect(() => account({ SMSIR_LINE_NUMBER: line })).toThrow(/SMSIR_LINE_NUMBER must be/);
  expect(() => typedAccount({ api_key: REQUIRED.SMSIR_API_KEY, line_number: line }, API)).toThrow(
    'line_number must be the digits of a line of the account',
  );
});

test('production refuses an API on this machine or without https', () => {
  const env = { APP_ENV: 'production', PUBLIC_URL: 'https://sms.example.com', SMSIR_API_URL: 'http://sandbox:8025' };

  expect(() => account(env)).toThrow('SMSIR_API_URL must be an https address of another machine');
});

test('a sealed account can be opened unchanged; nothing else can', () => {
  for (const line of ['', '30001234']) {
    const { secrets } = account({ SMSIR_LINE_NUMBER: line })!;
    expect(parseSmsirSecrets(JSON.parse(JSON.stringify(secrets)))).toEqual(secrets);
  }
  for (const value of [null, {}, 'text', { apiUrl: 'x', apiKey: '' }, { apiUrl: 'x', apiKey: 'y', lineNumber: 7 }])
    expect(() => parseSmsirSecrets(value)).toThrow('not the secrets of an SMS.IR account');
});

describe("the sandbox's account", () => {
  const SANDBOX = { SANDBOX_URL: 'http://127.0.0.1:8025/', SANDBOX_SMSIR_API_KEY: 'a-key-of-the-sandbox' };
  const beside = (env: Record<string, string>) => sandboxSmsir(readSmsirConfig({ ...REQUIRED, ...env }));

  test('takes test messages beside a live account, and is the account of the settings if they name it', () => {
    const alone = account({
      SMSIR_API_KEY: SANDBOX.SANDBOX_SMSIR_API_KEY,
      SMSIR_LINE_NUMBER: '30001234',
      SMSIR_API_URL: SANDBOX.SANDBOX_URL,
      SMSIR_ENVIRONMENT: 'test',
    });

    expect(beside(SANDBOX)).toEqual(alone);
    expect(alone).toMatchObject({ environment: 'test', secrets: { apiUrl: 'http://127.0.0.1:8025' } });
  });

  test('takes none if the settings name an account for them, or without a sandbox', () => {
    expect(beside({ ...SANDBOX, SMSIR_ENVIRONMENT: 'test' })).toBeUndefined();
    expect(beside({ ...SANDBOX, SANDBOX_URL: '' })).toBeUndefined();
    expect(beside({})).toBeUndefined();
  });
});
