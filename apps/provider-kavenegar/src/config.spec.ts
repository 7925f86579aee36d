import { ConfigError } from '#libs/kernel';
import {
  kavenegarAccount,
  parseKavenegarSecrets,
  readKavenegarConfig,
  sandboxKavenegar,
  typedAccount,
} from './config.ts';

const KEY = '6D2B4C5A4E7F81930A1B2C3D4E5F6071';
const REQUIRED = {
  NATS_URL: 'nats://127.0.0.1:4222',
  VENDOR_KEY: Buffer.alloc(32, 1).toString('base64'),
  KAVENEGAR_API_KEY: KEY,
};

test('the key alone is an account: live, with callbacks and the usual countries', () => {
  const config = readKavenegarConfig(REQUIRED);

  expect(config).toMatchObject({ apiUrl: 'https://api.kavenegar.com', environment: 'live' });
  expect(kavenegarAccount(config)).toEqual({
    identity: [KEY],
    secrets: { apiUrl: 'https://api.kavenegar.com', apiKey: KEY },
    fields: ['api_key', 'receipts'],
    receipts: 'callback',
    environment: 'live',
  });
});

test('line, receipts and countries are those of the settings', () => {
  const env = { KAVENEGAR_SENDER: '+982000500666', KAVENEGAR_RECEIPTS: 'poll', KAVENEGAR_COUNTRIES: 'ir, tr' };
  const account = kavenegarAccount(readKavenegarConfig({ ...REQUIRED, ...env }));

  expect(account).toMatchObject({
    secrets: { sender: '2000500666' },
    receipts: 'poll_by_id',
    carries: { text: true, max_characters: 900, countries: ['IR', 'TR'] },
  });
});

test.each([
  ['KAVENEGAR_API_KEY', 'a key with spaces'],
  ['KAVENEGAR_SENDER', 'MyBrand'],
  ['KAVENEGAR_RECEIPTS', 'sometimes'],
  ['KAVENEGAR_COUNTRIES', 'Iran'],
])('a %s of another form is refused by name, and its value is not shown', (name, value) => {
  const refused = () => readKavenegarConfig({ ...REQUIRED, [name]: value });

  expect(refused).toThrow(ConfigError);
  expect(refused).toThrow(name);
  expect(refused).not.toThrow(value);
});

test('without an account there is none, and a line alone is half of one', () => {
  const { KAVENEGAR_API_KEY: _, ...rest } = REQUIRED;

  expect(kavenegarAccount(readKavenegarConfig(rest))).toBeUndefined();
  expect(() => readKavenegarConfig({ ...rest, KAVENEGAR_SENDER: '10004346' })).toThrow(
    'KAVENEGAR_API_KEY must be set as well',
  );
});

test('beside a live account the sandbox takes test messages, and is polled', () => {
  const env = { ...REQUIRED, SANDBOX_URL: 'http://127.0.0.1:8025', SANDBOX_KAVENEGAR_API_KEY: 'a'.repeat(32) };

  expect(sandboxKavenegar(readKavenegarConfig(env))).toMatchObject({
    secrets: { apiUrl: 'http://127.0.0.1:8025', apiKey: 'a'.repeat(32) },
    environment: 'test',
    receipts: 'poll_by_id',
  });
  expect(sandboxKavenegar(readKavenegarConfig({ ...env, KAVENEGAR_ENVIRONMENT: 'test' }))).toBeUndefined();
  expect(sandboxKavenegar(readKavenegarConfig(REQUIRED))).toBeUndefined();
});

test('two keys are two accounts, and a typed one has the address of the service', () => {
  const [one, two] = [KEY, KEY.replace('6', '7')].map((api_key) => typedAccount({ api_key }, 'http://127.0.0.1:1'));

  expect(one!.identity).not.toEqual(two!.identity);
  expect(one!.secrets).toEqual({ apiUrl: 'http://127.0.0.1:1', apiKey: KEY });
});

test('sealed secrets of another shape are refused', () => {
  expect(() => parseKavenegarSecrets({ apiUrl: 'http://127.0.0.1:1' })).toThrow('not the secrets');
  expect(() => parseKavenegarSecrets(null)).toThrow('not the secrets');
});
