// Real: the built gateway as a process, as `npm start -- gateway` runs it, with MongoDB and NATS.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { testNats, type TestNats } from '../../../../libs/messaging/testing/index.ts';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';

let folder: string;
let file: string;
let mongo: TestMongo;
let nats: TestNats;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postrider-first-password-'));
  file = join(folder, 'made/admin-password');
  [mongo, nats] = await Promise.all([testMongo(), testNats()]);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  await Promise.all([mongo.close(), nats.close()]);
  rmSync(folder, { recursive: true });
});

const secret = (): string => randomBytes(32).toString('base64');
const SECRETS = { API_KEY_PEPPER: secret(), AUDIT_CHAIN_KEY: secret(), JWT_SECRET: secret() };

interface Start {
  readonly exitCode: number | null;
  /** All it wrote, to the log and for people. */
  readonly output: string;
  logIn(username: string, password: string): Promise<number>;
}

/** Resolves when the gateway is ready or has ended. */
async function start(environment: Readonly<Record<string, string>> = {}): Promise<Start> {
  const servers = { MONGODB_URI: mongo.uri, MONGODB_DATABASE: mongo.database, NATS_URL: nats.settings.natsUrl };
  const own = { ...servers, NATS_SUBJECT_PREFIX: nats.settings.subjectPrefix, HOST: '127.0.0.1', PORT: '0' };
  const env = { ...own, OPS_HOST: '127.0.0.1', ...SECRETS, FIRST_PASSWORD_FILE: file, ...environment };
  const child = spawn(execPath, ['dist/apps/gateway/main.js'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        if (output.includes('"service.ready"')) resolve();
      });
  });
  await Promise.race([ready, once(child, 'close')]);
  const port = /"http":(\d+)/.exec(output)?.[1];
  const logIn = async (username: string, password: string): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ username, password });
    return (await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, { method: 'POST', headers, body })).status;
  };
  return { exitCode: child.exitCode, output, logIn };
}

const production = (environment: Readonly<Record<string, string>> = {}): Promise<Start> =>
  start({ APP_ENV: 'production', ...environment });
const written = (): string => readFileSync(file, 'utf8').trimEnd();
const warnings = ({ output }: Start): unknown[] =>
  output
    .split('\n')
    .filter((line) => line.includes('seed.password_written'))
    .map((line) => JSON.parse(line) as unknown);

test('in production the first start writes a password of mode 0600, and a warning names the file; a second start does not', async () => {
  const first = await production();
  const password = written();

  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(password).toMatch(/^[0-9a-z]{20}$/);
  expect(readdirSync(join(folder, 'made'))).toEqual(['admin-password']);
  expect(await first.logIn('admin', password)).toBe(200);
  expect(warnings(first)).toMatchObject([{ level: 'warn', file }]);
  expect(first.output).not.toContain(password);

  rmSync(file);
  const second = await production();

  expect(existsSync(file)).toBe(false);
  expect(warnings(second)).toEqual([]);
  expect(await second.logIn('admin', password)).toBe(200);
});

test('of first starts at once one makes the administrator, and the file has the valid password', async () => {
  const starts = await Promise.all([production(), production(), production()]);

  expect(await starts[0]!.logIn('admin', written())).toBe(200);
  expect(readdirSync(join(folder, 'made'))).toEqual(['admin-password']);
  expect(starts.flatMap(warnings)).toHaveLength(1);
});

test('with ADMIN_PASSWORD nothing is written', async () => {
  const gateway = await production({ ADMIN_USERNAME: 'anna', ADMIN_PASSWORD: 'nine grey herons' });

  expect(await gateway.logIn('anna', 'nine grey herons')).toBe(200);
  expect(existsSync(file)).toBe(false);
});

test('a start that cannot write the file fails and says what to set, and makes no administrator', async () => {
  writeFileSync(join(folder, 'made'), 'a file where the folder would be');

  const { exitCode, output } = await production();

  expect(exitCode).toBe(1);
  expect(output).toContain('Set FIRST_PASSWORD_FILE to a file that can be written, or SEED_ADMIN_PASSWORD.');
  expect(await mongo.session.db.collection('users').countDocuments()).toBe(0);
});

test('outside production the first start prints the password, and a second one does not', async () => {
  const first = await start();
  const [, password = ''] =
    /^The administrator admin has the password (\S+)\. It is shown only now\.$/m.exec(first.output) ?? [];

  expect(await first.logIn('admin', password)).toBe(200);
  expect(first.output.split(password)).toHaveLength(2);
  expect(existsSync(file)).toBe(false);
  expect((await start()).output).not.toContain('has the password');
});

test('with default secrets production does not start, and names them without their values', async () => {
  const { exitCode, output } = await production({ ADMIN_PASSWORD: 'admin123', TIME_SCALE: '20' });

  expect(exitCode).toBe(2);
  expect(output.trim().split('\n')).toEqual([
    'TIME_SCALE must be 1, because APP_ENV is production.',
    expect.stringMatching(/^ADMIN_PASSWORD must be 8 characters or more/),
  ]);
  expect(output).not.toContain('admin123');
});
