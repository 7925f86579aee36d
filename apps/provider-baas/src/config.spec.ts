import { ConfigError } from '#libs/kernel';
import { baasAccount, parseBaasSecrets, readBaasConfig, sandboxBaas, typedAccount } from './config.ts';

const REQUIRED = { NATS_URL: 'nats://127.0.0.1:4222', VENDOR_KEY: Buffer.alloc(32, 1).toString('base64') };
const OWN = { ...REQUIRED, BAAS_API_KEY: 'the-key-of-the-account', BAAS_PROJECT_ID: 'project-1' };
const API = 'https://api.aiapp.link';

function problems(env: Record<string, string>): readonly string[] {
  try {
    readBaasConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

test('the settings of the original are enough, and send live messages to BaaS', () => {
  expect(baasAccount(readBaasConfig(OWN))).toMatchObject({
    environment: 'live',
    secrets: {
      apiUrl: API,
      apiKey: 'the-key-of-the-account',
      projectId: 'project-1',
      pathPrefix: '/message',
      authHeader: 'X-API-KEY',
      smsChannel: 1,
      mmsChannel: 3,
      successMeans: 'accepted',
    },
  });
  expect(baasAccount(readBaasConfig(REQUIRED))).toBeUndefined();
});

test('a callback number is read as people of Korea write it', () => {
  const config = readBaasConfig({ ...OWN, BAAS_CALLBACK_NUMBER: ' 02-1234-5678' });

  expect(baasAccount(config)?.secrets.sender).toBe('+82212345678');
});

test('what no version of BaaS takes is refused by name, and half an account too', () => {
  const wrong = {
    BAAS_CALLBACK_NUMBER: '+85221234567',
    BAAS_PATH_PREFIX: '/v2',
    BAAS_AUTH_HEADER: 'Cookie',
    BAAS_SMS_CHANNEL_ID: 'one',
    BAAS_SUCCESS_MEANS: 'perhaps',
  };

  expect(problems({ ...OWN, ...wrong })).toHaveLength(5);
  expect(problems({ ...REQUIRED, BAAS_PROJECT_ID: 'project-1' })).toEqual([
    'BAAS_API_KEY must be set as well: BAAS_PROJECT_ID is set, and is only half.',
  ]);
});

test('production refuses an API on this machine or without https', () => {
  const random = 'q8Zr1v0XyB7mWk4TnL2sHd9uJc5pGf3e';
  const env = {
    ...OWN,
    VENDOR_KEY: Buffer.from(random).toString('base64'),
    BAAS_API_KEY: random,
    APP_ENV: 'production',
    PUBLIC_URL: 'https://sms.example.com',
  };

  expect(problems(env)).toEqual([]);
  expect(problems({ ...env, BAAS_BASE_URL: 'http://sandbox:8025' })).toEqual([
    'BAAS_BASE_URL must be an https address of another machine, because APP_ENV is production.',
  ]);
});

test('beside a live account the sandbox takes test messages', () => {
  const sandbox = {
    SANDBOX_URL: 'http://127.0.0.1:8025',
    SANDBOX_BAAS_API_KEY: 'the-key-of-the-sandbox',
    SANDBOX_BAAS_PROJECT_ID: 'project-2',
  };

  expect(sandboxBaas(readBaasConfig({ ...OWN, ...sandbox }))).toMatchObject({
    environment: 'test',
    secrets: { apiUrl: 'http://127.0.0.1:8025', apiKey: 'the-key-of-the-sandbox', projectId: 'project-2' },
  });
  expect(sandboxBaas(readBaasConfig({ ...OWN, ...sandbox, BAAS_ENVIRONMENT: 'test' }))).toBeUndefined();
});

test('a renewed key of a project is the same account; another project, or another number, is another one', () => {
  const typed = { api_key: 'the-key-of-the-account', project_id: 'project-1', sender: '1588-1234' };
  const identityOf = (more: object) => typedAccount({ ...typed, ...more }, API).identity.join();

  expect(identityOf({ api_key: 'the-renewed-key-of-it' })).toBe(identityOf({}));
  expect(new Set([{}, { project_id: 'project-2' }, { sender: '02-1234-5678' }].map(identityOf)).size).toBe(3);
});

test('a typed account keeps every setting', () => {
  const typed = {
    api_key: 'the-key-of-the-account',
    sender: '1588-1234',
    path_prefix: '/api/message',
    auth_header: 'Authorization',
    sms_channel_id: '4',
    mms_channel_id: '6',
    success_means: 'delivered',
  };
  const { secrets, fields } = typedAccount(typed, API);

  expect(fields.toSorted()).toEqual(Object.keys(typed).toSorted());
  expect(secrets).toEqual({
    apiUrl: API,
    apiKey: 'the-key-of-the-account',
    sender: '15881234',
    pathPrefix: '/api/message',
    authHeader: 'Authorization',
    smsChannel: 4,
    mmsChannel: 6,
    successMeans: 'delivered',
  });
  expect(parseBaasSecrets(JSON.parse(JSON.stringify(secrets)))).toEqual(secrets);
  expect(() => parseBaasSecrets({ apiUrl: API })).toThrow('not the secrets of a BaaS account');
});
