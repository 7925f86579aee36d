// Real: a start with every adapter, and the program for keys as a person and as a container runs it.
import { execFile } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mongodAddress } from '#libs/servers';
import { ROOT, Scratch, until } from './standalone.ts';

const scratch = new Scratch();
let address: string;
const LONG = 240_000;

beforeAll(async () => {
  const start = scratch.start();
  [, address = ''] = await start.printed(/API +(http:\S+)/);
}, LONG);
afterAll(() => scratch.remove());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH, HOME, ...env } };
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const npmKeys = (args: readonly string[], data = scratch.data): Promise<Ended> =>
  run('npm', ['run', '--silent', 'keys', '--', ...args], { POSTRIDER_DATA: data });

/** As \`docker compose exec gateway node dist/apps/gateway/keys.js\`, with its secrets in files. */
function asInAContainer(args: readonly string[]): Promise<Ended> {
  const made = JSON.parse(readFileSync(join(scratch.data, 'first-run.json'), 'utf8')) as Record<string, string>;
  const file = join(scratch.data, 'api_key_pepper');
  writeFileSync(file, `${made.API_KEY_PEPPER}\n`);
  const { AUDIT_CHAIN_KEY = '' } = made;
  const env = { MONGODB_URI: mongodAddress(join(scratch.data, 'mongod'))!, API_KEY_PEPPER_FILE: file, AUDIT_CHAIN_KEY };
  return run(process.execPath, ['dist/apps/gateway/keys.js', ...args], env);
}

/** 400 for a key that may read, because the id is invalid; 401 for an invalid key. */
const statusWith = async (key: string): Promise<number> =>
  (await fetch(`${address}/api/v1/messages/none`, { headers: { 'x-api-key': key } })).status;

test.each([
  ['npm run keys', npmKeys],
  ['the program of the image', asInAContainer],
])(
  '%s makes a key that is valid, lists it and revokes it',
  async (_, keys) => {
    const made = await keys(['create', '--test', '--name', 'a shop']);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sms_test_\w+\n$/) });
    const key = made.stdout.trim();
    expect(made.stderr).toMatch(/It is shown this once/);
    expect(await statusWith(key)).toBe(400);

    const [, , id = ''] = /sms_(test)_(\w{12})_/.exec(key) ?? [];
    expect((await keys(['list'])).stdout).toMatch(new RegExp(`^${id} +test +active .* a shop$`, 'm'));
    expect(await keys(['revoke', id])).toMatchObject({ code: 0, stdout: '' });
    await until(async () => (await statusWith(key)) === 401);
  },
  LONG,
);

test(
  'npm run audit verifies what the programs for keys and the gateway recorded',
  async () => {
    const made = await npmKeys(['create', '--test', '--name', 'audited']);
    const args = ['run', '--silent', 'audit', '--', 'verify', '--tenant', '00000001'];
    const verified = await run('npm', args, { POSTRIDER_DATA: scratch.data });

    expect([made.code, verified]).toEqual([
      0,
      {
        code: 0,
        stdout: expect.stringMatching(/^00000001: (\d+) rows verified, anchored up to row \1\n$/),
        stderr: '',
      },
    ]);
  },
  LONG,
);

test(
  'every failure has an exit code and a sentence that says what to do',
  async () => {
    const key = Buffer.alloc(32).toString('base64');
    const away = { MONGODB_URI: 'mongodb://127.0.0.1:1/', API_KEY_PEPPER: key, AUDIT_CHAIN_KEY: key };
    const [misused, unknown, notRunning, databaseAway, unset] = await Promise.all([
      npmKeys(['create']),
      npmKeys(['revoke', 'zzzzzzzzzzzz']),
      npmKeys(['list'], '/nowhere'),
      run(process.execPath, ['dist/apps/gateway/keys.js', 'list'], away),
      run(process.execPath, ['dist/apps/gateway/keys.js', 'list']),
    ]);

    expect(misused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Say --live or --test') });
    expect(unknown).toMatchObject({
      code: 3,
      stderr: 'There is no key zzzzzzzzzzzz; `keys list` shows the existing keys.\n',
    });
    expect(notRunning).toMatchObject({
      code: 10,
      stderr: expect.stringContaining('Postrider does not run in /nowhere. Start it with `npm start`'),
    });
    expect(databaseAway).toMatchObject({ code: 4, stderr: expect.stringContaining('The database does not answer.') });
    expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining('API_KEY_PEPPER is missing') });
  },
  LONG,
);

type Examples = Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
type Operation = {
  readonly requestBody: { readonly content: Readonly<Record<string, { readonly examples: Examples }>> };
};

test(
  "with a key of their scope the document's examples make and replace an account of every vendor",
  async () => {
    const { stdout } = await npmKeys(['create', '--test', '--scopes', 'accounts:write']);
    const headers = { 'x-api-key': stdout.trim(), 'content-type': 'application/json' };
    const call = (method: string, path: string, body: unknown): Promise<Response> =>
      fetch(`${address}/api/v1/vendor-accounts${path}`, { method, headers, body: JSON.stringify(body) });
    const document = (await (await fetch(`${address}/openapi.json`)).json()) as {
      paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    };
    const examplesOf = (path: string, method: string): Examples =>
      document.paths[`/api/v1/vendor-accounts${path}`]![method]!.requestBody.content['application/json']!.examples;

    const made: Record<string, string> = {};
    for (const [vendor, { value }] of Object.entries(examplesOf('', 'post'))) {
      const answer = await call('POST', '', value);
      const account = (await answer.json()) as { id: string };
      expect([vendor, answer.status, account]).toMatchObject([vendor, 201, { vendor, environment: 'test' }]);
      made[vendor] = account.id;
    }
    expect(Object.keys(made).toSorted()).toEqual(VENDORS.toSorted());
    expect((await call('PUT', `/${made.twilio}`, examplesOf('/{id}', 'put').rotated!.value)).status).toBe(200);
  },
  LONG,
);

const VENDORS = globSync('apps/provider-*', { cwd: ROOT }).map((folder) => folder.replace(/.*provider-/, ''));
