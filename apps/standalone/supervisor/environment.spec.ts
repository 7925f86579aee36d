import { readStandaloneConfig } from '../config.ts';
import type { DataFolder } from './data-folder.ts';
import { sandboxEnvironment, serviceEnvironment } from './environment.ts';
import type { FirstRun } from './first-run.ts';

const folder = { keyFile: '/data/keys/tenant.key', sandbox: '/data/sandbox' } as DataFolder;
const made = { JWT_SECRET: 'made', TWILIO_ACCOUNT_SID: 'AC-made', TWILIO_AUTH_TOKEN: 'made' } as FirstRun;
const addresses = { natsUrl: 'nats://n', mongoUri: 'mongodb://m', port: 8000, sandboxPort: 8025 };
const servicesWith = (env: NodeJS.ProcessEnv): Readonly<Record<string, string>> =>
  serviceEnvironment(readStandaloneConfig(env), folder, made, addresses);

test('services get the servers, what the first start made, and the sandbox as their vendor', () => {
  expect(servicesWith({})).toMatchObject({
    NATS_URL: 'nats://n',
    MONGODB_URI: 'mongodb://m',
    KEY_FILE: '/data/keys/tenant.key',
    JWT_SECRET: 'made',
    PUBLIC_URL: 'http://127.0.0.1:8000',
    TWILIO_ACCOUNT_SID: 'AC-made',
    TWILIO_API_URL: 'http://127.0.0.1:8025',
    TWILIO_ENVIRONMENT: 'test',
  });
});

test('what the caller set goes before what was made, and an empty variable is none', () => {
  const environment = servicesWith({ JWT_SECRET: 'own', LOG_LEVEL: 'debug', SEED_DESTINATIONS: '' });

  expect(environment).toMatchObject({ JWT_SECRET: 'own', LOG_LEVEL: 'debug', SEED_DESTINATIONS: expect.any(String) });
  expect(environment.SEED_DESTINATIONS).not.toBe('');
});

test("an account of the caller's own is never mixed with the sandbox's", () => {
  const environment = servicesWith({ TWILIO_ACCOUNT_SID: 'AC-own', TWILIO_AUTH_TOKEN: 'own' });

  expect(environment).toMatchObject({ TWILIO_ACCOUNT_SID: 'AC-own', TWILIO_AUTH_TOKEN: 'own' });
  expect(Object.keys(environment)).not.toContain('TWILIO_API_URL');
  expect(Object.keys(environment)).not.toContain('TWILIO_ENVIRONMENT');
});

test("the sandbox keeps its own account when the caller has another, and gets none of the installation's secrets", () => {
  const config = readStandaloneConfig({ TWILIO_ACCOUNT_SID: 'AC-own', SANDBOX_LATENCY_MS: '5' });

  expect(sandboxEnvironment(config, folder, made, 8025)).toEqual({
    SANDBOX_DATA: '/data/sandbox',
    SANDBOX_LATENCY_MS: '5',
    SANDBOX_PORT: '8025',
    TWILIO_ACCOUNT_SID: 'AC-made',
    TWILIO_AUTH_TOKEN: 'made',
  });
});
