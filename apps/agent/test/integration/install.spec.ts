import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PostriderServer } from '../builders/postrider-server.ts';
import { Termux, until } from '../builders/termux.ts';

// Real: the installer in bash, curl, the built program. Stubs: Postrider, `pkg`, the commands of Android and Termux:API.
let server: PostriderServer;
let phone: Termux;
let prefix: string;
const CODE = '4F7K-92MX-QT3B';
const SCRIPT = readFileSync('apps/agent/install.sh', 'utf8');
const PROGRAM = readFileSync('dist/apps/agent/postrider-agent.mjs', 'utf8');

beforeEach(async () => {
  server = new PostriderServer();
  server.files = { '/agent-app/postrider-agent.mjs': PROGRAM };
  await server.listen();
  phone = new Termux();
  prefix = join(phone.home, 'usr');
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  symlinkSync('/bin/bash', join(prefix, 'bin/bash'));
  phone.stub('getprop', 'echo Asia/Ho_Chi_Minh');
  phone.stub('termux-wake-lock', `touch '${phone.home}/awake'`);
  phone.stub('pkg', `echo "$*" >> '${phone.home}/pkg'`);
});
afterEach(async () => {
  await run(`${prefix}/bin/postrider-agent stop`);
  await server.close();
});

/** As in `curl ... | bash -s -- ARGUMENTS`. */
const install = (args: string, script = SCRIPT) => run(`bash -s -- ${args}`, script);

function run(command: string, input = ''): Promise<{ code: number | null; output: string }> {
  const env = { ...phone.environment, PREFIX: prefix, PATH: `${prefix}/bin:${phone.environment.PATH}` };
  const child = spawn('bash', ['-c', command], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  // The script may end before it is read whole.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.once('exit', (code) => setImmediate(() => resolve({ code, output }))));
}

const isSent = (id: string) => server.postrider.status(id) === 'SENT';

test('one command makes the phone a sender, now and at each start, and starts it again if it dies', async () => {
  server.postrider.add('m.0001');

  const { code, output } = await install(`${CODE} ${server.url}`);
  expect([code, output]).toEqual([0, expect.stringContaining('Enrolled as phone-1')]);
  expect(output).not.toContain('It does not run');
  await until('the text is sent', () => isSent('m.0001'));

  expect(existsSync(join(phone.home, 'awake'))).toBe(true);
  const boot = readFileSync(join(phone.home, '.termux/boot/postrider-agent'), 'utf8');
  expect(boot).toBe(`#!${prefix}/bin/sh\nexec postrider-agent start\n`);

  process.kill(Number(readFileSync(join(phone.folder, 'pid'), 'utf8')), 'SIGKILL');
  server.postrider.add('m.0002');
  await until('it sends again', () => isSent('m.0002'));
  expect(await run('postrider-agent status')).toMatchObject({ output: expect.stringContaining('2 sent') });
});

test('it takes the address from the server that it came from, or from the QR code', async () => {
  const served = SCRIPT.replace('@POSTRIDER_URL@', server.url);
  expect(await install(CODE, served)).toMatchObject({ code: 0 });

  server.codes.add('NEXT-CODE');
  const qr = `postrider:enrol?url=${encodeURIComponent(server.url)}&code=NEXT-CODE`;
  expect(await install(`'${qr}'`)).toMatchObject({ code: 0, output: expect.stringContaining('Enrolled') });
});

test('a second run without a code brings the newest program and starts it', async () => {
  await install(`${CODE} ${server.url}`);
  server.files = { '/agent-app/postrider-agent.mjs': `${PROGRAM}\n// newer` };

  const { code, output } = await install(`'' ${server.url}`);

  expect([code, output]).toEqual([0, expect.stringContaining('Stopped.')]);
  expect(readFileSync(join(phone.folder, 'postrider-agent.mjs'), 'utf8')).toContain('// newer');
  server.postrider.add('m.0001');
  await until('it sends', () => isSent('m.0001'));
});

test('a program that does not run does not replace the one that does', async () => {
  await install(`${CODE} ${server.url}`);
  server.files = { '/agent-app/postrider-agent.mjs': '<html>not here</html>' };

  expect(await install(`'' ${server.url}`)).toMatchObject({
    code: 1,
    output: expect.stringContaining('The program that was downloaded does not run.'),
  });
  expect(readFileSync(join(phone.folder, 'postrider-agent.mjs'), 'utf8')).toBe(PROGRAM);
});

test('what is missing is installed, or said', async () => {
  rmSync(join(phone.bin, 'termux-sms-send'));
  await install(`${CODE} ${server.url}`);
  expect(readFileSync(join(phone.home, 'pkg'), 'utf8')).toBe('install -y nodejs termux-api\n');

  expect(await install(CODE)).toMatchObject({ code: 1, output: expect.stringContaining('Give the address') });
});

test('outside Termux it does nothing', async () => {
  const { code, output } = await run(`env -u PREFIX bash -s -- ${CODE} ${server.url}`, SCRIPT);

  expect([code, output]).toEqual([1, 'Run this in Termux, on the phone.\n']);
});
