import { ConfigError } from '#libs/kernel';
import { parseSnsSecrets, readSnsConfig, sandboxSns, snsAccount, typedAccount } from './config.ts';

const REQUIRED = {
  NATS_URL: 'nats://127.0.0.1:4222',
  VENDOR_KEY: Buffer.alloc(32, 1).toString('base64'),
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000001',
  AWS_SECRET_ACCESS_KEY: 'a-secret-key',
  AWS_REGION: 'eu-west-1',
};
const accountFrom = (env: Record<string, string> = {}) => snsAccount(readSnsConfig({ ...REQUIRED, ...env }))!;
const TYPED = {
  access_key_id: REQUIRED.AWS_ACCESS_KEY_ID,
  secret_access_key: 'a-secret-key-typed',
  region: 'eu-west-1',
};

test('the required settings are enough: live, transactional, at the addresses of the region, without receipts', () => {
  const { environment, receipts, secrets } = accountFrom();

  expect({ environment, receipts }).toEqual({ environment: 'live', receipts: 'none' });
  expect(secrets).toEqual({
    accessKeyId: REQUIRED.AWS_ACCESS_KEY_ID,
    secretAccessKey: 'a-secret-key',
    region: 'eu-west-1',
    smsType: 'Transactional',
    deliveryLogs: 'no',
  });
});

test.each(['http://sandbox:8025', 'https://127.0.0.1:8025', 'nowhere'])('production refuses the address %s', (url) => {
  const env = { ...REQUIRED, APP_ENV: 'production', AWS_ENDPOINT_URL: url };

  expect(() => readSnsConfig(env)).toThrow(
    'AWS_ENDPOINT_URL must be an https address of another machine, because APP_ENV is production.',
  );
});

test('with delivery logs receipts are polled, which needs the number of the account', () => {
  expect(accountFrom({ AWS_SNS_DELIVERY_LOGS: 'yes', AWS_ACCOUNT_ID: '123456789012' })).toMatchObject({
    receipts: 'poll',
  });
  expect(() => accountFrom({ AWS_SNS_DELIVERY_LOGS: 'yes' })).toThrow(/^AWS_ACCOUNT_ID is missing/);
});

test.each(['Brand', 'Our-Brand-2', '+12065550100', '12345'])('the sender %s is accepted', (sender) => {
  expect(accountFrom({ AWS_SNS_SENDER_ID: sender }).secrets.senderId).toBe(sender);
  expect(typedAccount({ ...TYPED, sender_id: sender }, undefined).secrets.senderId).toBe(sender);
});

test.each(['AB', 'Our Brand', 'Our_Brand', '-Brand', 'TwelveLetter', '1234', `MG${'0f'.repeat(16)}`])(
  'the sender %s is refused by name, with the senders that SNS takes',
  (sender) => {
    const takes = 'a name of 3 to 11 letters and digits';

    expect(() => accountFrom({ AWS_SNS_SENDER_ID: sender })).toThrow(`AWS_SNS_SENDER_ID must be ${takes}`);
    expect(() => typedAccount({ ...TYPED, sender_id: sender }, undefined)).toThrow(`sender_id must be ${takes}`);
  },
);

test('a missing setting is named, and no value is quoted', () => {
  const reading = () => readSnsConfig({ ...REQUIRED, VENDOR_KEY: '', AWS_SNS_SMS_TYPE: 'urgent-secret' });

  expect(reading).toThrow(ConfigError);
  expect(reading).toThrow(/VENDOR_KEY is missing[^]*AWS_SNS_SMS_TYPE must be/);
  expect(reading).not.toThrow(/urgent-secret/);
});

test.each([
  ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'],
  ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ['AWS_REGION', 'AWS_ACCESS_KEY_ID'],
])('half an account, without %s, is refused by name', (missing, there) => {
  const reading = () => readSnsConfig({ ...REQUIRED, [missing]: '' });

  expect(reading).toThrow(ConfigError);
  expect(reading).toThrow(`${missing} must be set as well: ${there} is`);
});

test('a region alone names no account', () => {
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ...rest } = REQUIRED;

  expect(snsAccount(readSnsConfig(rest))).toBeUndefined();
});

test('two spellings of a value give one account, and its settings have the names of the API', () => {
  const plain = accountFrom({ AWS_ACCOUNT_ID: '123456789012', AWS_SNS_SENDER_ID: '+15005550006' });
  const other = accountFrom({
    AWS_ACCOUNT_ID: ' 1234-5678-9012',
    AWS_SNS_SENDER_ID: '+1 (500) 555-0006 ',
    AWS_REGION: 'EU-West-1',
  });

  expect(other).toEqual(plain);
  expect(plain.fields).toEqual(expect.arrayContaining(['access_key_id', 'secret_access_key', 'account_id']));
});

test('a sealed account can be opened unchanged', () => {
  const { secrets } = accountFrom({ AWS_SESSION_TOKEN: 't', AWS_SNS_SENDER_ID: 'Brand', AWS_SNS_MAX_PRICE: '0.50' });

  expect(parseSnsSecrets(JSON.parse(JSON.stringify(secrets)))).toEqual(secrets);
  expect(secrets).toMatchObject({ sessionToken: 't', senderId: 'Brand', maxPrice: '0.50' });
});

test.each([null, {}, 'text', { accessKeyId: 'x', secretAccessKey: '', region: 'x', smsType: 'x', deliveryLogs: 'no' }])(
  '%j are not secrets',
  (value) => {
    expect(() => parseSnsSecrets(value)).toThrow('not the secrets of an AWS account');
  },
);

test('a new access key is the same account if its number is known', () => {
  const numbered = { AWS_ACCOUNT_ID: '123456789012' };
  const later = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000002' };

  expect(accountFrom({ ...numbered, ...later }).identity).toEqual(accountFrom(numbered).identity);
  expect(accountFrom(later).identity).not.toEqual(accountFrom().identity);
});

test("a typed account calls the service's own address, whatever its owner types", () => {
  expect(typedAccount(TYPED, 'http://127.0.0.1:1').secrets.endpoint).toBe('http://127.0.0.1:1');
  expect(typedAccount(TYPED, undefined).secrets).not.toHaveProperty('endpoint');
  expect(() => typedAccount({ ...TYPED, endpoint: 'http://10.0.0.1' }, undefined)).toThrow(/no setting endpoint/);
});

test('a typed account says itself whether it has delivery logs', () => {
  expect(typedAccount(TYPED, undefined).receipts).toBe('none');
  const logs = { ...TYPED, delivery_logs: 'yes', account_id: '123456789012' };
  expect(typedAccount(logs, undefined).receipts).toBe('poll');
  expect(() => typedAccount({ ...TYPED, delivery_logs: 'yes' }, undefined)).toThrow(/account_id is missing/);
});

test("the sandbox's account takes test messages beside a live one, and is the account of the settings if they name none", () => {
  const sandbox = {
    SANDBOX_URL: 'http://127.0.0.1:8025',
    SANDBOX_AWS_ACCESS_KEY_ID: 'AKIA0000000000000000',
    SANDBOX_AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-sandbox',
  };
  const alone = accountFrom({
    AWS_ENDPOINT_URL: sandbox.SANDBOX_URL,
    AWS_ENVIRONMENT: 'test',
    AWS_ACCESS_KEY_ID: sandbox.SANDBOX_AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: sandbox.SANDBOX_AWS_SECRET_ACCESS_KEY,
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '000000000000',
    AWS_SNS_DELIVERY_LOGS: 'yes',
  });
  const { fields: _, ...beside } = sandboxSns(readSnsConfig({ ...REQUIRED, ...sandbox }))!;

  expect(alone).toMatchObject(beside);
  expect(sandboxSns(readSnsConfig({ ...REQUIRED, ...sandbox, AWS_ENVIRONMENT: 'test' }))).toBeUndefined();
});
