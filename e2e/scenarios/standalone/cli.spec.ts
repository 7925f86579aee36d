// Everything is real except the vendor and the phones, which the sandbox plays. The command line is a process of its own.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostriderCli } from '../../harness/cli.ts';
import { Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

const target = sharedTarget();
const [url] = target.gateways as [string];
const password = target.env.SEED_ADMIN_PASSWORD!;

let scene: Scene;
let folder: string;
/** Uses the profiles in the folder. */
let user: PostriderCli;
let withKey: PostriderCli;

beforeAll(async () => {
  scene = await Scene.open(target, 'cli', 7);
  folder = mkdtempSync(join(tmpdir(), 'postrider-cli-'));
  user = new PostriderCli(folder);
  withKey = new PostriderCli(folder, { POSTRIDER_URL: url, POSTRIDER_API_KEY: target.apiKey });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await scene.close();
});

const fileOf = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

test('a log-in is kept in a file of its owner alone, and its secrets are never printed', async () => {
  const login = await user.run(['login', '--username', 'admin', '--url', url], `${password}\n`);
  const me = await user.run(['me', '--json']);
  const profiles = await user.run(['profiles']);

  const file = join(folder, 'postrider', 'profiles.json');
  const { session } = JSON.parse(readFileSync(file, 'utf8')).profiles.default;
  expect([login.code, me.code, profiles.code]).toEqual([0, 0, 0]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(me.stdout)).toMatchObject({ kind: 'user', username: 'admin', role: 'owner' });
  const printed = [login, me, profiles].map(({ stdout, stderr }) => stdout + stderr).join('');
  for (const secret of [password, session.access_token, session.refresh_token]) expect(printed).not.toContain(secret);
});

test('a session whose token has ended is refreshed, and the new one is kept', async () => {
  const file = join(folder, 'postrider', 'profiles.json');
  const stored = JSON.parse(readFileSync(file, 'utf8'));
  stored.profiles.default.session = { ...stored.profiles.default.session, expires_at: '2020-01-01T00:00:00.000Z' };
  writeFileSync(file, JSON.stringify(stored));

  await expect(user.json(['me'])).resolves.toMatchObject({ username: 'admin' });

  const { session } = JSON.parse(readFileSync(file, 'utf8')).profiles.default;
  expect(session.refresh_token).not.toBe(stored.profiles.default.session.refresh_token);
  expect(Date.parse(session.expires_at)).toBeGreaterThan(Date.now());
});

test('a sent text arrives, and the command waits for it', async () => {
  const [to] = scene.numbers.take(1) as [string];

  const sent = await withKey.run([
    'send',
    to,
    'Hello from the command line',
    '--category',
    'alert',
    '--wait',
    '--json',
  ]);

  expect(sent).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(sent.stdout)).toMatchObject({ to, category: 'alert' });
  await expect(scene.arrived(to)).resolves.toMatchObject({ body: 'Hello from the command line' });
  const { id, request_id } = JSON.parse(sent.stdout) as { id: string; request_id: string };
  await expect(withKey.json(['status', id])).resolves.toMatchObject({ id });
  await expect(withKey.json(['watch', request_id])).resolves.toMatchObject({ total: 1, state: 'done' });
});

test('a template is made from a file, previewed, mapped, approved and sent', async () => {
  const wanted = { key: 'cli_code', contents: { en: 'It is {CODE}.' }, variables: { CODE: { max_length: 8 } } };
  const [to] = scene.numbers.take(1) as [string];
  await expect(
    user.json(['templates', 'create', fileOf('template.json', JSON.stringify(wanted))]),
  ).resolves.toMatchObject({ key: 'cli_code', state: 'draft' });
  await expect(user.json(['templates', 'preview', 'cli_code', '--var', 'CODE=a=b'])).resolves.toMatchObject({
    previews: [{ text: 'It is a=b.' }],
  });
  const map = ['templates', 'map', 'cli_code', 'smsir', '100000', 'CODE=CODE'];
  await expect(user.json(map)).resolves.toMatchObject({ vendor: 'smsir', tokens: { CODE: 'CODE' } });
  await expect(user.json(['templates', 'approve', 'cli_code', '--version', '1'])).resolves.toMatchObject({
    state: 'approved',
  });
  const keys = (await withKey.json<{ data: { key: string }[] }>(['templates', 'list'])).data.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(['appointment_reminder', '2fa_code', 'cli_code']));

  await withKey.json(['send', to, '--template', 'cli_code', '--var', 'CODE=1234', '--wait']);

  await expect(scene.arrived(to)).resolves.toMatchObject({ body: 'It is 1234.' });
});

test('a spreadsheet is sent by a template: its columns are variables', async () => {
  const contents = { en: 'Hello {NAME}, on {DAY} in {PLACE}.', tr: 'Merhaba {NAME}, {DAY}, {PLACE}.' };
  await user.json(['templates', 'create', fileOf('visit.json', JSON.stringify({ key: 'cli_visit', contents }))]);
  await user.json(['templates', 'approve', 'cli_visit']);
  const [ann, cleo] = scene.numbers.take(2) as [string, string];
  const file = fileOf('visits.csv', `to,NAME,client_ref,DAY\n${ann},Ann,visit-1,\n${cleo},Cleo,visit-2,Friday\n`);
  const words = ['--template', 'cli_visit', '--var', 'DAY=Monday', '--var', 'PLACE=room 2', '--language', 'tr'];

  const dry = await withKey.json(['batch', file, ...words, '--dry-run']);
  const sent = await withKey.json<{ requests: string[] }>(['batch', file, ...words]);

  expect(dry).toMatchObject({ would_send: 2, first_message: { blocks: [] }, refused: [] });
  expect(sent).toMatchObject({ rows: 2, accepted: 2, refused: [] });
  await expect(scene.arrived(ann)).resolves.toMatchObject({ body: 'Merhaba Ann, Monday, room 2.' });
  await expect(scene.arrived(cleo)).resolves.toMatchObject({ body: 'Merhaba Cleo, Friday, room 2.' });
  const wrong = await withKey.run(['batch', file, '--template', 'cli_visit', '--json']);
  expect(wrong.code).toBe(1);
  expect(JSON.parse(wrong.stdout).refused).toEqual([
    { line: 2, reason: 'DAY is empty.' },
    { line: 3, reason: expect.stringContaining('PLACE') },
  ]);
});

test('a template is changed, switched off and on, unmapped and deleted', async () => {
  const life = { key: 'cli_life', contents: { en: 'A {CODE}' }, variables: { CODE: { max_length: 8 } } };
  await user.json(['templates', 'create', fileOf('t.json', JSON.stringify(life))]);
  await user.json(['templates', 'map', 'cli_life', 'smsir', '100000', 'CODE=CODE']);
  await user.json(['templates', 'approve', 'cli_life']);

  const changed = await user.json([
    'templates',
    'change',
    'cli_life',
    fileOf('u.json', '{"contents":{"en":"B {CODE}"}}'),
  ]);
  const versions = await user.json(['templates', 'versions', 'cli_life']);
  const off = await user.json(['templates', 'switch', 'cli_life', 'off']);
  const on = await user.json(['templates', 'switch', 'cli_life', 'on']);
  const unmapped = await user.run(['templates', 'unmap', 'cli_life', 'smsir']);
  const elsewhere = await user.run(['templates', 'map', 'cli_life', 'nobody', '1', 'CODE=CODE']);
  const asked = await user.run(['templates', 'delete', 'cli_life']);
  const deleted = await user.run(['templates', 'delete', 'cli_life', '--yes']);

  expect(changed).toMatchObject({ version: 2, state: 'draft', approved_version: 1 });
  expect(versions).toMatchObject({
    data: [
      { version: 2, state: 'draft' },
      { version: 1, state: 'approved' },
    ],
  });
  expect([off, on]).toMatchObject([{ active: false }, { active: true }]);
  expect(unmapped).toMatchObject({ code: 0, stderr: expect.stringContaining('not mapped') });
  expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('No adapter of this vendor') });
  expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('add --yes') });
  expect(deleted).toMatchObject({ code: 0, stderr: expect.stringContaining('is deleted') });
  await expect(user.run(['templates', 'show', 'cli_life'])).resolves.toMatchObject({ code: 1 });
});

test('a canceled text does not arrive', async () => {
  const [to] = scene.numbers.take(1) as [string];
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await withKey.json<{ id: string }>(['send', to, 'Later', '--send-at', at]);

  await expect(withKey.json(['cancel', id])).resolves.toMatchObject({ status: 'CANCELED' });
  await expect(scene.sandbox.textsTo(to)).resolves.toEqual([]);
});

test('the rows of a spreadsheet are sent once each, and those that cannot be are named by their lines', async () => {
  const numbers = scene.numbers.take(2_996);
  const lines = ['name;to', ...numbers.map((number, at) => `Person ${at};${number}`)];
  lines.splice(10, 0, 'Nobody;', 'Somebody;not a number', 'One;+12;too many');
  lines.push(`Person 0;${numbers[0]}`);
  const file = fileOf('people.csv', `\uFEFF${lines.join('\r\n')}\r\n`);
  const rejects = join(folder, 'rejects.csv');

  const batch = await withKey.run(['batch', file, '--text', 'Hello {{name}}', '--rejects', rejects, '--json']);

  const result = JSON.parse(batch.stdout) as { requests: string[]; refused: unknown };
  expect(batch.code).toBe(5);
  expect(result).toMatchObject({ rows: 3_000, accepted: 2_996, already_accepted: 0 });
  expect(result.refused).toEqual([
    { line: 11, reason: 'to is empty.' },
    { line: 12, reason: expect.stringContaining('(invalid_number)') },
    { line: 13, reason: 'It has 3 fields instead of 2.' },
    { line: 3_001, reason: 'It repeats line 2.' },
  ]);
  expect(readFileSync(rejects, 'utf8').split('\n').slice(0, 2)).toEqual(['name,to,refused', 'Nobody,,to is empty.']);
  await withKey.json(['watch', result.requests[0]!, '--for', '2m']);
  await expectOneTextEach(numbers, (_, at) => `Hello Person ${at}`);

  const again = await withKey.run(['batch', file, '--text', 'Hello {{name}}', '--json']);

  expect(JSON.parse(again.stdout)).toMatchObject({
    accepted: 2_996,
    already_accepted: 2_996,
    requests: result.requests,
  });
  await expectOneTextEach(numbers, (_, at) => `Hello Person ${at}`);
}, 200_000);

test('a batch that was killed midway and is repeated sends each text once', async () => {
  const numbers = scene.numbers.take(1_500);
  const file = fileOf('killed.csv', ['to,text', ...numbers.map((number) => `${number},"Only, once"`)].join('\n'));
  const command = ['batch', file, '--chunk', '10', '--json'];
  const stored = async () => (await scene.textsByNumber()).has(numbers[0]!);

  const killed = withKey.start(command);
  await until('the first texts have arrived', stored);
  killed.child.kill('SIGKILL');
  const { code, stdout } = await killed.ended;
  const repeated = await withKey.json<{ accepted: number; already_accepted: number; requests: string[] }>(command);

  expect({ code, stdout }).toEqual({ code: null, stdout: '' });
  expect(repeated.accepted).toBe(1_500);
  expect(repeated.already_accepted).toBeGreaterThanOrEqual(10);
  expect(repeated.already_accepted).toBeLessThan(1_500);
  await withKey.json(['watch', repeated.requests.at(-1)!, '--for', '2m']);
  await until('all texts have arrived', async () => (await scene.textsByNumber()).get(numbers.at(-1)!) !== undefined);
  await expectOneTextEach(numbers, () => 'Only, once');
}, 200_000);

test('a dry run says what would happen, and sends nothing', async () => {
  const [to] = scene.numbers.take(1) as [string];
  const file = fileOf('dry.csv', `to,text\n${to},Not sent\nwrong,Not sent\n`);

  const dry = await withKey.run(['batch', file, '--dry-run', '--json']);

  expect(dry.code).toBe(5);
  expect(JSON.parse(dry.stdout)).toMatchObject({ would_send: 1, segments: 1, refused: [{ line: 3 }] });
  await expect(scene.sandbox.textsTo(to)).resolves.toEqual([]);
});

test.each([
  [2, ['send', '+12025550142'], 'Give either a text or --template.'],
  [2, ['status', 'no-id'], 'This is no id'],
  [2, ['batch', '/nowhere.csv'], 'cannot be read'],
  [1, ['send', 'not a number', 'Hello'], '(invalid_number'],
  [1, ['status', '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000'], '(not_found'],
  [3, ['me', '--url', 'http://127.0.0.1:64999'], 'does not answer'],
  [4, ['users', 'list'], '(insufficient_scope'],
])('exit code %i and a sentence: %j', async (code, args, sentence) => {
  // One that is refused by the system at once; a call that may be repeated is tried for half a minute.
  const ended = await withKey.run(args);

  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
  expect(ended.stderr).toContain(sentence);
});

test('without a credential the command says how to log in', async () => {
  const nobody = new PostriderCli(join(folder, 'nobody'));

  await expect(nobody.run(['me'])).resolves.toMatchObject({
    code: 4,
    stderr: expect.stringContaining('postrider login'),
  });
});

test('--json prints the problem of a refused call', async () => {
  const { stderr } = await withKey.run(['send', 'not a number', 'Hello', '--json']);

  expect(JSON.parse(stderr)).toMatchObject({ code: 'invalid_number', status: 422 });
});

test('a key is made, listed, used and revoked', async () => {
  const made = await user.json<{ id: string; key: string }>(['keys', 'create', 'for a test', '--for', 'test']);
  const other = new PostriderCli(join(folder, 'other'), { POSTRIDER_URL: url, POSTRIDER_API_KEY: made.key });

  await expect(other.json(['me'])).resolves.toMatchObject({ kind: 'key', environment: 'test' });
  const listed = await user.run(['keys', 'list']);
  expect(listed.stdout).toContain(made.id);
  expect(listed.stdout + listed.stderr).not.toContain(made.key);
  await user.json(['keys', 'show', made.id]);
  expect((await user.run(['keys', 'revoke', made.id])).code).toBe(0);
  await until('the key is refused', async () => (await other.run(['me'])).code === 4);
});

test('the doctor finds nothing wrong but perhaps the disk, and names a route that is forced open', async () => {
  const ports = Object.values(target.ops).flatMap((address) => ['--ready', address]);
  const listens = ['--listens', new URL(target.env.NATS_URL!).host];

  const well = await user.run(['doctor', ...ports, ...listens, '--json']);

  const { checks } = JSON.parse(well.stdout) as { checks: { what: string; ok: boolean }[] };
  expect(checks.filter(({ what, ok }) => !ok && what !== 'disk')).toEqual([]);
  expect(checks.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['indexes', 'clock', 'bus', 'ready', 'listens']),
  );
  const { data } = await user.json<{ data: { id: string }[] }>(['routes', 'list']);
  const route = data.at(-1)!.id;
  await user.json(['routes', 'force', route, 'open', '--reason', 'a test', '--for', '5m']);
  const ill = await user.run(['doctor', '--listens', '127.0.0.1:64999']);
  await user.json(['routes', 'force', route, 'auto', '--reason', 'the test is over']);

  expect(ill.code).toBe(1);
  expect(ill.stdout).toMatch(new RegExp(`${route} +route +no +Forced open until`));
  expect(ill.stdout).toMatch(/127\.0\.0\.1:64999 +listens +no +It accepts no connection \(ECONNREFUSED\)/);
});

test('opt-outs are imported, found, exported and lifted', async () => {
  const [one, other] = scene.numbers.take(2) as [string, string];
  const file = fileOf(
    'opt-outs.csv',
    `number;scope;proof\n${one};all;STOP\nnobody;all;STOP\n${other};marketing;"Form\n4711"\n`,
  );

  const imported = await user.run(['opt-outs', 'import', file, '--json']);
  const refused = await withKey.run(['send', one, 'Hello']);

  expect(imported.code).toBe(5);
  expect(JSON.parse(imported.stdout)).toMatchObject({ added: 2, known: 0, refused: 1, errors: [{ line: 3 }] });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(recipient_opted_out') });
  const exported = join(folder, 'exported.csv');
  expect((await user.run(['opt-outs', 'export', exported])).code).toBe(0);
  const csv = readFileSync(exported, 'utf8');
  expect(csv).toContain(one);
  expect((await user.run(['opt-outs', 'export'])).stdout).toBe(csv);

  const found = await user.json<{ opt_out: { id: string } }>(['opt-outs', 'find', one]);
  expect((await user.run(['opt-outs', 'lift', found.opt_out.id, '--reason', 'They asked for it.'])).code).toBe(0);
  await withKey.json(['send', one, 'Hello again']);
}, 60_000);

test('prices are set, imported, listed and deleted', async () => {
  const { data } = await user.json<{ data: { id: string; environment: string }[] }>(['routes', 'list']);
  const route = data.find(({ environment }) => environment === 'test')!.id;
  const lines = [`${route};7500;USD;US;`, `${route};7500;dollars;US;`, `${route};9000;USD;;'+1202555`];
  const file = fileOf('prices.csv', `route;price_micros;currency;country;prefix\n${lines.join('\n')}\n`);

  const set = await user.json<{ id: string }>(['prices', 'set', route, '8000', 'USD', '--country', 'US']);
  const imported = await user.run(['prices', 'import', file, '--json']);
  const listed = await user.json<{ data: { id: string; price_micros: number }[] }>([
    'prices',
    'list',
    '--route',
    route,
  ]);

  expect(imported.code).toBe(5);
  expect(JSON.parse(imported.stdout)).toMatchObject({ saved: 2, known: 0, refused: 1, errors: [{ line: 3 }] });
  expect(listed.data.map(({ price_micros }) => price_micros)).toEqual([9_000, 7_500]);
  expect(listed.data[1]!.id).toBe(set.id);
  const simulated = await user.json<{ prices: object[] }>(['simulate', '+12025550123', 'Hello', '--route', route]);
  expect(simulated.prices).toEqual([{ currency: 'USD', min_micros: 9_000, max_micros: 9_000 }]);
  for (const { id } of listed.data) expect((await user.run(['prices', 'delete', id])).code).toBe(0);
}, 60_000);

test('a preset is a policy of the vendors of an earlier system, and a simulation lists exactly their routes', async () => {
  const password = 'seven brown foxes by the river';
  const made = ['tenants', 'create', 'Presets', '--owner', 'presets', '--default-region', 'US'];
  await user.json(made, password);
  const owner = new PostriderCli(join(folder, 'presets'));
  await owner.run(['login', '--username', 'presets', '--url', url], `${password}\n`);
  const account = async (vendor: string, settings: object) => {
    const file = fileOf(`${vendor}.json`, JSON.stringify(settings));
    return (await owner.json<{ id: string }>(['accounts', 'create', vendor, file, '--name', vendor, '--for', 'test']))
      .id;
  };
  const sns = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'a secret of nobody'.replaceAll(' ', '-') };
  const second = await account('sns', { ...sns, region: 'eu-west-1' });

  const refused = await owner.run(['policies', 'preset', 'bdc']);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('account of twilio') });
  expect(await owner.json(['policies', 'get', 'test'])).toMatchObject({ version: 0 });
  expect(await owner.json(['policies', 'preset', 'bdc', '--partial'])).toMatchObject({ rules: [{ routes: [second] }] });

  const twilio = { account_sid: `AC${'0'.repeat(32)}`, auth_token: 'the-token-of-nobody', sender: '+15005550006' };
  const first = await account('twilio', twilio);
  const asked = await owner.run(['policies', 'preset', 'bdc']);
  expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
  await owner.json(['policies', 'preset', 'bdc', '--yes']);
  const { explanation } = await owner.json<{ explanation: object }>(['simulate', '+12025550123', 'Hello']);

  expect(explanation).toMatchObject({ rule_name: 'bdc', routes: [first, second] });
  await owner.json(['policies', 'preset', 'safecare', '--yes']);
  const { data: pools } = await owner.json<{ data: { id: string; name: string }[] }>(['pools', 'list']);
  expect(pools).toMatchObject([{ name: 'phones', environment: 'test', agents: [] }]);
  expect(await owner.json(['policies', 'get', 'test'])).toMatchObject({
    rules: [{ name: 'safecare', routes: [pools[0]!.id, first, second] }],
  });

  const kept = await owner.run(['policies', 'delete', 'test']);
  expect(kept).toMatchObject({ code: 1, stderr: expect.stringContaining('add --yes') });
  await owner.json(['policies', 'get', 'test']);
  await expect(owner.run(['policies', 'delete', 'test', '--yes'])).resolves.toMatchObject({ code: 0 });
}, 120_000);

test('the audit log is exported and verified', async () => {
  const exported = await user.run(['audit', 'export', '--action', 'key.create']);
  expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining('key.create') });
  await expect(user.json(['audit', 'verify'])).resolves.toMatchObject({ verified: true });
});

test('a tenant is changed, and what is not given stays', async () => {
  const before = await user.json(['tenants', 'show']);

  const after = await user.json(['tenants', 'change', '--duplicate-window', '7', '--no-block-international']);
  await user.json(['tenants', 'change', '--duplicate-window', '0']);

  expect(after).toMatchObject({ ...before, version: expect.any(Number), duplicate_window_minutes: 7 });
  await expect(user.run(['tenants', 'change'])).resolves.toMatchObject({ code: 2 });
});

test('the first administrator and the indexes of a new database are made once, without the API', async () => {
  const { MONGODB_URI = '', API_KEY_PEPPER = '' } = target.env;
  const env = { MONGODB_URI, API_KEY_PEPPER, MONGODB_DATABASE: 'made_by_the_command_line' };
  const operator = new PostriderCli(join(folder, 'operator'), env);

  const made = await operator.json<{ done: string[] }>(['create-indexes']);
  const again = await operator.json<{ done: string[] }>(['create-indexes']);
  const first = await operator.json<{ done: string[] }>(['seed-admin', '--username', 'Ann'], 'seven brown foxes');
  const second = await operator.run(['seed-admin', '--username', 'Ann'], 'seven brown foxes');
  const away = new PostriderCli(folder, { ...env, MONGODB_URI: 'mongodb://127.0.0.1:1/' });

  expect(made.done[0]).toMatch(/^gateway: changed .*users\./);
  expect(again.done).toEqual(
    expect.arrayContaining(
      ['gateway', 'template', 'dispatcher', 'agent-lease'].map((service) => `${service}: all indexes are there.`),
    ),
  );
  expect(first.done.at(-1)).toBe('The user ann is made.');
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('The user ann is there already') });
  await expect(away.run(['create-indexes'])).resolves.toMatchObject({ code: 3, stdout: '' });
  const nothing = new PostriderCli(folder);
  await expect(nothing.run(['create-indexes'])).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('MONGODB_URI is missing'),
  });
}, 120_000);

test('every list can be read as JSON and as a table', async () => {
  for (const list of [
    'users list',
    'tenants list',
    'messages list',
    'messages search --text Hello',
    'audit list',
    'opt-outs list',
    'keys list',
    'routes list',
    'prices list',
    'policies list',
    'senders list',
    'accounts list',
    'vendors',
    'limits',
    'dead-letters list',
  ]) {
    const json = await user.json<{ data: unknown[] }>(list.split(' '));
    const table = await user.run(list.split(' '));

    expect(json.data).toBeInstanceOf(Array);
    expect({ list, code: table.code }).toEqual({ list, code: 0 });
    expect(table.stdout.split('\n').length > 2).toBe(json.data.length > 0);
  }
}, 120_000);

async function expectOneTextEach(
  numbers: readonly string[],
  body: (number: string, at: number) => string,
): Promise<void> {
  const texts = await scene.textsByNumber();
  const wrong = numbers.filter((number, at) => {
    const [text, another] = texts.get(number) ?? [];
    return another !== undefined || text?.body !== body(number, at);
  });
  expect(wrong).toEqual([]);
}
