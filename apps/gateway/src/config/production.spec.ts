import { randomBytes } from 'node:crypto';
import { ConfigError } from '#libs/kernel';
import { readGatewayConfig } from './index.ts';

const key = (): string => randomBytes(32).toString('base64');
const GOOD = {
  APP_ENV: 'production',
  NATS_URL: 'nats://nats:4222',
  MONGODB_URI: 'mongodb://mongo/?replicaSet=rs0',
  API_KEY_PEPPER: key(),
  AUDIT_CHAIN_KEY: key(),
  JWT_SECRET: key(),
};

function problems(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readGatewayConfig({ ...GOOD, ...env });
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

test('production starts with secrets of its own', () => {
  expect(problems({})).toEqual([]);
});

const REFUSED: readonly (readonly [variable: string, value: string])[] = [
  ['SEED_ADMIN_PASSWORD', 'admin123'],
  ['SEED_ADMIN_PASSWORD', 'password1'],
  ['SEED_ADMIN_PASSWORD', '12345678'],
  ['JWT_SECRET', 'short'],
  ['JWT_SECRET', 'change-me-change-me-change-me-change-me'],
  ['API_KEY_PEPPER', Buffer.alloc(31, 7).toString('base64')],
  ['API_KEY_PEPPER', Buffer.alloc(32).toString('base64')],
  ['AUDIT_CHAIN_KEY', Buffer.alloc(32, 1).toString('base64')],
  ['MONGODB_URI', 'mongodb://root:example@mongo/?replicaSet=rs0'],
  ['NATS_URL', 'nats://postrider:postrider@nats:4222'],
  ['TIME_SCALE', '20'],
];

test.each(REFUSED)('production refuses %s=%s by name, and does not repeat the value', (variable, value) => {
  const [problem, ...others] = problems({ [variable]: value });

  expect(problem).toMatch(new RegExp(`^${variable} must be `));
  expect(problem).not.toContain(value);
  expect(others).toEqual([]);
});

test('all of them are named at once', () => {
  expect(problems(Object.fromEntries(REFUSED))).toHaveLength(new Set(REFUSED.map(([variable]) => variable)).size);
});

test('ADMIN_USERNAME and ADMIN_PASSWORD are other names for the settings of the first administrator', () => {
  const config = readGatewayConfig({ ...GOOD, ADMIN_USERNAME: 'anna', ADMIN_PASSWORD: 'nine grey herons' });

  expect(config).toMatchObject({ seedAdminUsername: 'anna', seedAdminPassword: 'nine grey herons' });
  expect(problems({ ADMIN_PASSWORD: 'admin123' })).toHaveLength(1);
});
