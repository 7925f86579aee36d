import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vendors } from '../apps/vendors.generated.ts';
import { newSecrets } from './secrets.ts';
import { writeSecrets } from './write-secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postrider-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const modeOf = (file: string): number => statSync(join(folder, file)).mode & 0o777;

/** A line of every vendor: an account of its own, or the sandbox's. */
const OF_VENDORS = vendors.map(({ prefix }) => `${prefix}ENVIRONMENT=live`);

/** The .env of a version that kept everything there. */
const EARLIER = [
  'API_KEY_PEPPER=pepper',
  "JWT_SECRET='quoted secret'",
  'TENANT_KEY=the tenants key=',
  'VENDOR_KEY=seal',
  'SEED_ADMIN_PASSWORD="letmein now"',
  '# mine',
  'SEED_API_KEY=sms_test_1',
  ...OF_VENDORS,
  '',
].join('\n');

test('writes files that a container of any user can read, in a folder that other users of this machine cannot enter', () => {
  expect(writeSecrets(folder)).toMatch(/^\.env and secrets\/ written/);

  expect(readdirSync(join(folder, 'secrets')).toSorted()).toEqual(Object.keys(newSecrets().files).toSorted());
  expect([modeOf('.env'), modeOf('secrets'), modeOf('secrets/tenant_key')]).toEqual([0o600, 0o700, 0o644]);
  expect(read('.env')).toMatch(/^SEED_API_KEY=sms_test_/m);
  expect(read('.env')).not.toMatch(/PEPPER|JWT_SECRET|TENANT_KEY|VENDOR_KEY|PASSWORD/);
});

test('leaves existing files and lines alone', () => {
  writeSecrets(folder);
  const before = [read('.env'), read('secrets/tenant_key')];

  expect(writeSecrets(folder)).toBe('.env and secrets/ exist already and are left alone.');

  expect([read('.env'), read('secrets/tenant_key')]).toEqual(before);
});

test('moves the secrets of an earlier .env into files unchanged, and keeps its other lines', () => {
  writeFileSync(join(folder, '.env'), EARLIER, { mode: 0o600 });

  expect(writeSecrets(folder)).toBe(
    'API_KEY_PEPPER, JWT_SECRET, SEED_ADMIN_PASSWORD, TENANT_KEY, VENDOR_KEY moved from .env into files of secrets/; the values are the same.\nAGENT_REGISTRATION_SECRET, AUDIT_CHAIN_KEY written into secrets/: this version needs it.',
  );

  expect(read('secrets/tenant_key')).toBe('the tenants key=\n');
  expect(read('secrets/jwt_secret')).toBe('quoted secret\n');
  expect(read('secrets/seed_admin_password')).toBe('letmein now\n');
  expect(read('.env')).toBe(['# mine', 'SEED_API_KEY=sms_test_1', ...OF_VENDORS, ''].join('\n'));
  expect(modeOf('.env')).toBe(0o600);
});

test('adds the settings of a vendor that .env does not name, and leaves the others as they are', () => {
  writeSecrets(folder);
  const withoutAmazon = read('.env')
    .replaceAll(/^(SANDBOX_)?AWS_.*\n/gm, '')
    .replace(/^TWILIO_API_URL=.*\n/m, '');
  writeFileSync(join(folder, '.env'), withoutAmazon.trimEnd());

  expect(writeSecrets(folder)).toMatch(
    /^SANDBOX_AWS_\S+, .*AWS_\S+ added to \.env, for a vendor that it did not name\.$/,
  );

  const [before, added] = [read('.env').slice(0, withoutAmazon.length), read('.env').slice(withoutAmazon.length)];
  expect(before).toBe(withoutAmazon);
  expect(added).toMatch(/^((SANDBOX_)?AWS_\w+=\S+\n){9}$/);
  expect(writeSecrets(folder)).toBe('.env and secrets/ exist already and are left alone.');
});

test.each([
  '  AWS_ENVIRONMENT=live',
  'AWS_ENVIRONMENT = live',
  'export  AWS_ENVIRONMENT=live',
  'AWS_ENVIRONMENT: live',
])('adds no sandbox behind an account whose line is %j', (line) => {
  writeSecrets(folder);
  const without = read('.env').replaceAll(/^(?:SANDBOX_)?AWS_.*\n/gm, '');
  writeFileSync(join(folder, '.env'), `${without}${line}\n`);

  expect(writeSecrets(folder)).toBe('.env and secrets/ exist already and are left alone.');
  expect(read('.env')).toBe(`${without}${line}\n`);
});

test.each([
  ["TENANT_KEY='the key' # do not lose it", 'the key'],
  ['TENANT_KEY=the#key= # do not lose it', 'the#key='],
  [' export TENANT_KEY = "the # key"', 'the # key'],
  ['TENANT_KEY=old\nTENANT_KEY=new', 'new'],
])('moves what compose reads of %j', (lines, value) => {
  writeFileSync(join(folder, '.env'), `${EARLIER.replace(/^TENANT_KEY=.*$/m, '')}${lines}\n`);

  writeSecrets(folder);

  expect(read('secrets/tenant_key')).toBe(`${value}\n`);
  expect(read('.env')).not.toContain('TENANT_KEY');
});

test('continues where an earlier run was interrupted, and never replaces a file', () => {
  writeFileSync(join(folder, '.env'), EARLIER);
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/tenant_key'), 'the tenants key=\n');

  writeSecrets(folder);

  expect(read('secrets/tenant_key')).toBe('the tenants key=\n');
  expect(read('.env')).not.toContain('TENANT_KEY');
});

test('refuses two different values of one secret', () => {
  writeFileSync(join(folder, '.env'), EARLIER);
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/tenant_key'), 'another\n');

  expect(() => writeSecrets(folder)).toThrow(
    'TENANT_KEY in .env differs from secrets/tenant_key. Take out the one that is not in use.',
  );
});

test('makes no new secret beside an .env whose data was sealed with the old one', () => {
  writeSecrets(folder);
  rmSync(join(folder, 'secrets/tenant_key'));

  expect(() => writeSecrets(folder)).toThrow(
    'secrets/tenant_key is missing, and the data needs it. Put it back; or start again: `docker compose down --volumes`, and remove .env and secrets/.',
  );
  expect(existsSync(join(folder, 'secrets/tenant_key'))).toBe(false);
});
