// Real: npm, the generators, the build, the supervisor, servers, sandbox and services, in a copy of this repository.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Sandbox } from '../../../../e2e/harness/sandbox.ts';
import { until } from '../../../../e2e/harness/wait.ts';
import { commands, pasted, ROOT, Scratch } from './standalone.ts';

const FIXTURE = join(ROOT, 'apps/standalone/test/fixtures/provider-third');
const NOT_COPIED = ['node_modules', 'dist', '.git', '.data', '.env', 'secrets', 'coverage'];
/** The checks of every vendor: its compose service, its descriptor, the settings of its accounts. */
const SPECS = ['check-compose', 'vendors', 'vendor-settings'].map((name) => `tools/${name}.spec.ts`);
const LONG = 240_000;

let copy: string;
let scratch: Scratch;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'postrider-third-vendor-'));
  scratch = new Scratch(copy);
});
afterEach(async () => {
  await scratch.remove();
  rmSync(copy, { recursive: true, force: true });
});

/** Runs generators and checks as a person does, with the Node of this installation. */
async function run(command: string, ...args: string[]): Promise<string> {
  const PATH = `${join(copy, 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env.PATH}`;
  const { stdout, stderr } = await promisify(execFile)(command, args, { cwd: copy, env: { ...process.env, PATH } });
  return stdout + stderr;
}

test(
  'a third vendor is one folder: generated, checked, built and started without another edit, it sends',
  async () => {
    cpSync(ROOT, copy, { recursive: true, filter: (from) => !NOT_COPIED.includes(relative(ROOT, from)) });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    cpSync(FIXTURE, join(copy, 'apps/provider-third'), { recursive: true });

    await run('npm', 'run', 'generate');
    const start = scratch.npmStart();
    await run('node', 'tools/check-imports.ts');
    await run('node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...SPECS);
    await start.printed(/Ctrl-C ends everything/);

    expect(readFileSync(join(copy, 'docker-compose.yml'), 'utf8')).toMatch(/^ {2}provider-third:$/m);
    expect(readFileSync(join(copy, 'deploy/prometheus/prometheus.yml'), 'utf8')).toContain('- provider-third:9464');
    await pasted(commands(start.output()).send);
    const [, phones] = await start.printed(/Phones +(http:\S+?)\/ /);
    const sandbox = new Sandbox(phones!);
    const [text] = await until('it has arrived', async () => {
      const texts = await sandbox.textsTo('+12025550147');
      return texts.length > 0 && texts;
    });
    expect(text).toMatchObject({ vendor: 'third', body: 'Hello from Postrider' });
  },
  LONG,
);
