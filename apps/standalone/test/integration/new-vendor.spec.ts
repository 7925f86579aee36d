// Real: npm, git, the generators, the build, the supervisor, servers, sandbox and services, in a copy of this repository.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Sandbox } from '../../../../e2e/harness/sandbox.ts';
import { until } from '../../../../e2e/harness/wait.ts';
import { commands, pasted, ROOT, Scratch } from './standalone.ts';

const NOT_COPIED = ['node_modules', 'dist', '.git', '.data', '.env', 'secrets', 'coverage'];
/** The checks of every vendor: its compose service, its descriptor, the settings of its accounts. */
const SPECS = ['check-compose', 'vendors', 'vendor-settings'].map((name) => `tools/${name}.spec.ts`);
const JEST = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
/** Everything that `npm run generate` writes from the folders of vendors. */
const GENERATED = [
  '.env.example',
  'README.md',
  'apps/cli/src/api/paths.generated.ts',
  'apps/gateway/src/inbound/http/openapi/vendor-settings.generated.ts',
  'apps/sandbox/src/vendors.generated.ts',
  'apps/standalone/src/providers.generated.ts',
  'apps/vendors.generated.ts',
  'deploy/prometheus/prometheus.yml',
  'docker-compose.yml',
  'nest-cli.json',
];
const LONG = 240_000;

let copy: string;
let scratch: Scratch;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'postrider-new-vendor-'));
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
    const git = (...args: string[]) => run('git', '-c', 'user.name=x', '-c', 'user.email=x@x.example', ...args);
    await git('init', '--quiet');
    writeFileSync(join(copy, '.git/info/exclude'), 'node_modules\n');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'copied');

    const printed = await run('npm', 'run', 'new:vendor', 'third');
    const changed = (await git('status', '--porcelain')).split('\n').map((line) => line.slice(3));
    expect(changed.filter((file) => file !== '').toSorted()).toEqual([...GENERATED, 'apps/provider-third/'].toSorted());
    expect(printed).toContain('apps/provider-third/src/outcomes.ts: what accepts a message');
    await expect(run('grep', '-ri', '-e', 'acme', '-e', 'todo', 'apps/provider-third')).rejects.toMatchObject({
      code: 1,
    });

    // Its routes go before those of the other vendors.
    const send = join(copy, 'apps/provider-third/src/send.ts');
    writeFileSync(send, readFileSync(send, 'utf8').replace('order: 100', 'order: 1'));
    const start = scratch.npmStart();
    await run('node', 'tools/check-imports.ts');
    await run('node', ...JEST, ...SPECS);
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

    await run('node', ...JEST, '--config', 'jest.integration.config.mjs', 'apps/provider-third');
  },
  LONG,
);
