import { ConfigError } from '#libs/kernel';
import { hktAccount, parseHktSecrets, readHktConfig, sandboxHkt, typedAccount } from './config.ts';

const REQUIRED = { NATS_URL: 'nats://127.0.0.1:4222', VENDOR_KEY: Buffer.alloc(32, 1).toString('base64') };
const OWN = { ...REQUIRED, HKT_APPLICATION_ID: 'YourAppID' };
const GATEWAY = 'https://cst01.1010.com.hk/gateway/gateway.jsp';

function problems(env: Record<string, string>): readonly string[] {
  try {
    readHktConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

test('an application is enough, and sends live messages to HKT', () => {
  expect(hktAccount(readHktConfig(OWN))).toMatchObject({
    environment: 'live',
    secrets: {
      gatewayUrl: GATEWAY,
      applicationId: 'YourAppID',
      method: 'POST',
      textParameter: 'msg_utf8',
      successPattern: '<status>\\s*OK\\s*</status>',
    },
  });
  expect(hktAccount(readHktConfig(REQUIRED))).toBeUndefined();
});

test('the names of an installation of smspanel are read too, in its forms', () => {
  const account = hktAccount(
    readHktConfig({
      ...REQUIRED,
      SMS_BASE_URL: 'http://127.0.0.1:5555/gateway/gateway.jsp',
      SMS_APPLICATION_ID: 'YourAppID',
      SMS_SENDER_NUMBER: '85221234567',
    }),
  );

  expect(account?.secrets).toMatchObject({
    gatewayUrl: 'http://127.0.0.1:5555/gateway/gateway.jsp',
    applicationId: 'YourAppID',
    sender: '+85221234567',
  });
});

test('a sender alone is half an account, and both names of a setting are one too many', () => {
  expect(problems({ ...REQUIRED, SMS_SENDER_NUMBER: '85221234567' })).toEqual([
    'HKT_APPLICATION_ID must be set as well: HKT_SENDER_NUMBER is set, and is only half.',
  ]);
  expect(problems({ ...OWN, SMS_APPLICATION_ID: 'Another' })).toEqual([
    'HKT_APPLICATION_ID and SMS_APPLICATION_ID are both set: leave one of them out.',
  ]);
});

test('a pattern that could hang, and a sender that is no number, are refused by their names', () => {
  const wrong = { HKT_SUCCESS_PATTERN: '(a)\\1', HKT_REFUSAL_PATTERN: '(?=a)', HKT_SENDER_NUMBER: 'Brand' };

  expect(new Set(problems({ ...OWN, ...wrong }).map((problem) => problem.split(' ', 1)[0]))).toEqual(
    new Set(Object.keys(wrong)),
  );
});

test('production refuses a gateway without https, and one on this machine', () => {
  const random = Buffer.from('q8Zr1v0XyB7mWk4TnL2sHd9uJc5pGf3e').toString('base64');
  const env = { ...OWN, VENDOR_KEY: random, APP_ENV: 'production', PUBLIC_URL: 'https://sms.example.com' };

  expect(problems(env)).toEqual([]);
  expect(problems({ ...env, HKT_BASE_URL: 'http://127.0.0.1:5555' })).toEqual([
    'HKT_BASE_URL must be an https address of another machine, because APP_ENV is production.',
  ]);
});

test('beside a live account the sandbox takes test messages, at its own address', () => {
  const sandbox = { SANDBOX_URL: 'http://127.0.0.1:8025', SANDBOX_HKT_APPLICATION_ID: 'APP1' };

  expect(sandboxHkt(readHktConfig({ ...OWN, ...sandbox }))).toMatchObject({
    environment: 'test',
    secrets: { gatewayUrl: 'http://127.0.0.1:8025/gateway/gateway.jsp', applicationId: 'APP1' },
  });
  expect(sandboxHkt(readHktConfig({ ...OWN, ...sandbox, HKT_ENVIRONMENT: 'test' }))).toBeUndefined();
});

test('accounts of one application differ by their sender, and keep every setting', () => {
  const typed = {
    application_id: 'YourAppID',
    sender: '1010',
    method: 'GET',
    text_parameter: 'msg_text',
    success_pattern: '^OK\\b',
    refusal_pattern: '^ERROR',
    invalid_number_pattern: 'invalid .*number',
  };
  const { identity, secrets, fields } = typedAccount(typed, GATEWAY);

  expect(identity).toEqual(['YourAppID', '1010']);
  expect(fields).toEqual(Object.keys(typed));
  expect(parseHktSecrets(JSON.parse(JSON.stringify(secrets)))).toEqual(secrets);
  expect(secrets).toMatchObject({ method: 'GET', textParameter: 'msg_text', refusalPattern: '^ERROR' });
  expect(() => parseHktSecrets({ gatewayUrl: GATEWAY })).toThrow('not the secrets of an HKT account');
});
