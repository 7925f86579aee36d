import { vendors } from '../../vendors.generated.ts';
import { readSeeds, readStandaloneConfig } from '../config.ts';
import type { DataFolder } from './data-folder.ts';
import { sandboxEnvironment, serviceEnvironment, unusedSettings } from './environment.ts';

const folder = { keyFile: '/data/keys/tenant.key', sandbox: '/data/sandbox' } as DataFolder;
const made = {
  JWT_SECRET: 'made',
  TWILIO_ACCOUNT_SID: 'AC-made',
  TWILIO_AUTH_TOKEN: 'made',
  AWS_ACCESS_KEY_ID: 'AKIA-made',
  AWS_SECRET_ACCESS_KEY: 'made',
};
const addresses = { natsUrl: 'nats://n', mongoUri: 'mongodb://m', port: 8000, sandboxPort: 8025, agentPort: 8010 };
const OWN_TWILIO = { TWILIO_ENVIRONMENT: 'live', TWILIO_ACCOUNT_SID: 'AC-own', TWILIO_AUTH_TOKEN: 'own' };
const OWN_AMAZON = { AWS_ENVIRONMENT: 'live', AWS_ACCESS_KEY_ID: 'AKIA-own', AWS_REGION: 'eu-west-1' };
const servicesWith = (env: NodeJS.ProcessEnv): Readonly<Record<string, string>> =>
  serviceEnvironment(readStandaloneConfig(env), folder, made, addresses);

test('services get the servers, the secrets of the first start, and the sandbox as their vendors', () => {
  expect(servicesWith({})).toMatchObject({
    NATS_URL: 'nats://n',
    MONGODB_URI: 'mongodb://m',
    KEY_FILE: '/data/keys/tenant.key',
    JWT_SECRET: 'made',
    PUBLIC_URL: 'http://127.0.0.1:8000',
    AGENT_HOST: '127.0.0.1',
    AGENT_PORT: '8010',
    AGENT_LEASE_URL: 'http://127.0.0.1:8010',
    TWILIO_ACCOUNT_SID: 'AC-made',
    TWILIO_API_URL: 'http://127.0.0.1:8025',
    TWILIO_ENVIRONMENT: 'test',
    AWS_ACCESS_KEY_ID: 'AKIA-made',
    AWS_SECRET_ACCESS_KEY: 'made',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:8025',
    AWS_ENVIRONMENT: 'test',
  });
});

test('a secret that the caller keeps in a file takes precedence over the generated one', () => {
  const services = servicesWith({ JWT_SECRET_FILE: '/run/secrets/jwt' });
  expect(services).toMatchObject({ JWT_SECRET_FILE: '/run/secrets/jwt' });
  expect(services).not.toHaveProperty('JWT_SECRET');
});

test("the caller's variables take precedence over generated ones, and an empty variable counts as absent", () => {
  const environment = servicesWith({ JWT_SECRET: 'own', LOG_LEVEL: 'debug', SEED_DESTINATIONS: '' });

  expect(environment).toMatchObject({ JWT_SECRET: 'own', LOG_LEVEL: 'debug', SEED_DESTINATIONS: expect.any(String) });
  expect(environment.SEED_DESTINATIONS).not.toBe('');
});

test('a password under its other name takes precedence over the generated one', () => {
  const own = { ...made, SEED_ADMIN_USERNAME: 'admin', SEED_ADMIN_PASSWORD: 'made' };
  const services = serviceEnvironment(readStandaloneConfig({ ADMIN_PASSWORD: 'own' }), folder, own, addresses);

  expect(services).toMatchObject({ SEED_ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: 'own' });
  expect(services).not.toHaveProperty('SEED_ADMIN_PASSWORD');
  expect(readSeeds({ ...services, SEED_API_KEY: 'k' })).toMatchObject({ username: 'admin', password: 'own' });
});

test("in production no vendor's own account is the sandbox's, which takes test messages only", () => {
  const services = servicesWith({ APP_ENV: 'production' });

  expect(Object.keys(services).filter((name) => /^(TWILIO|AWS)_/.test(name))).toEqual([]);
  expect(services).toMatchObject({ SANDBOX_TWILIO_ACCOUNT_SID: 'AC-made', SANDBOX_URL: 'http://127.0.0.1:8025' });
});

test("an account of the caller's own is never mixed with the sandbox's", () => {
  const environment = servicesWith(OWN_TWILIO);

  expect(environment).toMatchObject(OWN_TWILIO);
  for (const name of ['TWILIO_API_URL', 'TWILIO_PHONE_NUMBER']) expect(Object.keys(environment)).not.toContain(name);
});

test("beside a real Twilio account only the sandbox's Amazon takes test messages", () => {
  const environment = servicesWith(OWN_TWILIO);

  expect(environment).toMatchObject({ AWS_ENVIRONMENT: 'test', AWS_ENDPOINT_URL: 'http://127.0.0.1:8025' });
});

test("beside real accounts the adapters know the sandbox's, for test messages", () => {
  expect(servicesWith({ ...OWN_TWILIO, ...OWN_AMAZON })).toMatchObject({
    SANDBOX_URL: 'http://127.0.0.1:8025',
    SANDBOX_TWILIO_ACCOUNT_SID: 'AC-made',
    SANDBOX_TWILIO_AUTH_TOKEN: 'made',
    SANDBOX_AWS_ACCESS_KEY_ID: 'AKIA-made',
    SANDBOX_AWS_SECRET_ACCESS_KEY: 'made',
  });
});

test("an Amazon account of the caller's own is never mixed with the sandbox's", () => {
  const environment = servicesWith(OWN_AMAZON);

  expect(environment).toMatchObject(OWN_AMAZON);
  for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL', 'AWS_ACCOUNT_ID'])
    expect(Object.keys(environment)).not.toContain(name);
});

test("accounts in the shell's environment for other programs change nothing: no text is sent by them", () => {
  const shell = {
    TWILIO_ACCOUNT_SID: 'AC-own',
    TWILIO_AUTH_TOKEN: 'own',
    AWS_ACCESS_KEY_ID: 'AKIA-own',
    AWS_SECRET_ACCESS_KEY: 'own',
    AWS_REGION: 'eu-west-1',
    AWS_PROFILE: 'own',
    AWS_SNS_SENDER_ID: 'Own',
  };

  const { AWS_SNS_SENDER_ID: sender, ...environment } = servicesWith(shell);

  expect(environment).toEqual(servicesWith({}));
  expect(sender).toBe('Own');
});

test("an account under the names of an installation that Postrider replaces is the caller's own once its environment is set", () => {
  const smspanel = { SMS_APPLICATION_ID: 'YourAppID', SMS_BASE_URL: 'https://hkt.example', SMS_RATE_LIMIT: '100' };
  const withMade = (env: NodeJS.ProcessEnv) =>
    serviceEnvironment(readStandaloneConfig(env), folder, { ...made, HKT_APPLICATION_ID: 'APP-made' }, addresses);

  const { SMS_RATE_LIMIT: kept, ...unused } = withMade(smspanel);
  expect(unused).toEqual(withMade({}));
  expect(kept).toBe('100');
  const used = withMade({ ...smspanel, HKT_ENVIRONMENT: 'live' });
  expect(used).toMatchObject(smspanel);
  expect(used).not.toHaveProperty('HKT_APPLICATION_ID');
  expect(unusedSettings(smspanel)).toEqual(['SMS_APPLICATION_ID']);
});

test("the sandbox keeps its own accounts if the caller has others, and of the installation's secrets only that of phones", () => {
  const config = readStandaloneConfig({
    TWILIO_ACCOUNT_SID: 'AC-own',
    TWILIO_API_KEY_SECRET: 'own',
    AWS_ACCESS_KEY_ID: 'AKIA-own',
    AWS_SECRET_ACCESS_KEY: 'own',
    SANDBOX_LATENCY_MS: '5',
  });

  expect(sandboxEnvironment(config, folder, { ...made, AGENT_REGISTRATION_SECRET: 'made' }, addresses)).toEqual({
    SANDBOX_DATA: '/data/sandbox',
    SANDBOX_PHONES: '2',
    SANDBOX_LATENCY_MS: '5',
    SANDBOX_PORT: '8025',
    SANDBOX_AGENT_URL: 'http://127.0.0.1:8010',
    AGENT_REGISTRATION_SECRET: 'made',
    TWILIO_ACCOUNT_SID: 'AC-made',
    TWILIO_AUTH_TOKEN: 'made',
    AWS_ACCESS_KEY_ID: 'AKIA-made',
    AWS_SECRET_ACCESS_KEY: 'made',
    ...vendors.reduce((all, { account }) => ({ ...all, ...account }), {}),
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '000000000000',
  });
});

test('in production phones of the sandbox cannot register by themselves', () => {
  const config = readStandaloneConfig({ APP_ENV: 'production', AGENT_REGISTRATION_SECRET: 'own' });
  const secret = { AGENT_REGISTRATION_SECRET: 'made' };

  const environment = sandboxEnvironment(config, folder, secret, addresses);
  expect(environment).not.toHaveProperty('AGENT_REGISTRATION_SECRET');
  expect(environment.SANDBOX_PHONES).toBe('0');
});

test('settings of an account are unused until its environment is set', () => {
  const half = { AWS_ACCESS_KEY_ID: 'a', AWS_REGION: 'us-east-1', TWILIO_AUTH_TOKEN: 't', PATH: '/bin' };

  expect(unusedSettings(half)).toEqual(['AWS_ACCESS_KEY_ID', 'TWILIO_AUTH_TOKEN']);
  expect(unusedSettings({ ...half, TWILIO_ENVIRONMENT: 'live', AWS_ENVIRONMENT: 'test' })).toEqual([]);
});
