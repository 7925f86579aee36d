import { readConfig, setting, type Setting, type Settings } from './index.ts';
import {
  otherHostsInProduction,
  publicAddressInProduction,
  secretInProduction,
  secureAddressInProduction,
} from './in-production.ts';
import { randomBase32, randomOctets } from './random.ts';

test.each([
  'admin123',
  'Password1',
  '12345678',
  'change-me-change-me-change-me-change-me',
  'your-256-bit-secret-your-256-bit-secret',
  'replace_with_32_random_bytes_or_more',
  'my-super-secret-key-of-forty-characters!',
  'a'.repeat(64),
  Buffer.alloc(32).toString('base64'),
  Buffer.alloc(32, 7).toString('base64'),
  'mongodb://postrider:changeme@mongo.internal/?replicaSet=rs0',
  'nats://a:GYb4yfQxTzsN@one:4222,nats://b:postrider@two:4222',
])('%s is a default or an example', (raw) => {
  expect(secretInProduction(raw)).toBe('a random value, neither a default nor an example');
});

test.each([
  'mongodb://mongo.example.com:27017/?replicaSet=rs0',
  'mongodb://postrider:GYb4yfQxTzsN@mongo.example.com/?replicaSet=rs0',
  'nats://127.0.0.1:4222',
  'nine grey herons at dawn',
  '0123456789abcdef0123456789abcdef',
])('%s is none', (raw) => {
  expect(secretInProduction(raw)).toBeUndefined();
});

test('random secrets are taken, in every form in which Postrider makes them', () => {
  const made = Array.from({ length: 2_000 }, () => [
    randomOctets(32).toString('base64'),
    randomOctets(12).toString('base64url'),
    randomOctets(32).toString('hex'),
    randomBase32(20),
  ]).flat();

  expect(made.filter((secret) => secretInProduction(secret) !== undefined)).toEqual([]);
});

const OF_THIS_MACHINE = [
  'localhost',
  'api.localhost',
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '2130706433',
];

test.each(OF_THIS_MACHINE)('https://%s is an address of this machine', (host) => {
  expect(publicAddressInProduction(`https://${host}:8000/x`)).toMatch(/not one of this machine/);
  expect(secureAddressInProduction(`https://${host}:8000/x`)).toBe('an https address of another machine');
});

test('addresses of others are taken; where credentials go, only with https', () => {
  expect(publicAddressInProduction('http://sms.example.com')).toBeUndefined();
  expect(secureAddressInProduction('https://api.twilio.com')).toBeUndefined();
  expect(secureAddressInProduction('http://sandbox:8025')).toBe('an https address of another machine');
  expect(secureAddressInProduction('nowhere')).toBe('an https address of another machine');
});

test.each(['127.0.0.1', '127.0.0.0/8', 'keys.example.com, LOCALHOST.', '[::1]', '::1/128', '0.0.0.0/0', 'a.localhost'])(
  'in production %j may not be called, because it is this machine',
  (hosts) => {
    expect(otherHostsInProduction(hosts)).toBe('hosts of other machines');
    expect(otherHostsInProduction('keys.example.com,10.0.0.0/8')).toBeUndefined();
  },
);

const of = { describe: 'What it means.' };
const settings = {
  secret: setting.text('SECRET', { ...of, secret: true }),
  optional: setting.optionalText('OPTIONAL', { ...of, secret: true, alias: 'OLD_NAME' }),
  address: setting.url('ADDRESS', { ...of, fallback: 'http://127.0.0.1', inProduction: publicAddressInProduction }),
};
const problems = (env: Record<string, string>, read: Settings = settings): string => {
  try {
    readConfig(read, env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('in production defaults are refused by name and never by value, also the defaults of Postrider itself', () => {
  const env = { SECRET: 'changeme', OLD_NAME: 'admin123' };

  expect(problems(env)).toBe('');
  expect(problems({ ...env, APP_ENV: 'production' }).split('\n')).toEqual([
    'SECRET must be a random value, neither a default nor an example, because APP_ENV is production.',
    'OLD_NAME must be a random value, neither a default nor an example, because APP_ENV is production.',
    'ADDRESS must be an address at which others reach it, not one of this machine, because APP_ENV is production.',
  ]);
});

test('in production what is absent is as it is elsewhere', () => {
  const env = { APP_ENV: 'production', SECRET: 'nine grey herons at dawn', ADDRESS: 'https://sms.example.com' };

  expect(problems(env)).toBe('');
  expect(problems({ APP_ENV: 'production' })).toContain('SECRET is missing');
});

test('a setting is read from its alias, and only one of them may be set', () => {
  expect(readConfig({ optional: settings.optional }, { OLD_NAME: 'given' })).toEqual({ optional: 'given' });
  expect(problems({ OLD_NAME: 'a', OPTIONAL: 'b' }, { optional: settings.optional as Setting<unknown> })).toBe(
    'OPTIONAL and OLD_NAME are both set: leave one of them out.',
  );
});

test.each([
  ['production', true],
  ['staging', false],
  ['', false],
])('APP_ENV %j is production: %s', (APP_ENV, expected) => {
  expect(readConfig({ it: setting.isProduction }, { APP_ENV })).toEqual({ it: expected });
});

test('another APP_ENV is refused, so that a slip does not switch the checks off', () => {
  expect(problems({ APP_ENV: 'Production' }, { it: setting.isProduction })).toBe(
    'APP_ENV must be one of development, test, staging, production.',
  );
});
