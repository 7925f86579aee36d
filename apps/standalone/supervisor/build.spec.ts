// Real: files, processes, the lock. A script that writes given files takes the place of the Nest CLI.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { sleep } from '#libs/kernel';
import { identityOf } from '#libs/servers';
import { buildIfOld } from './build.ts';

const OUTPUTS = ['dist/apps/one/main.js', 'dist/apps/two/main.js'];
const SOURCE = 'apps/one/src/main.ts';
let root: string;
let printed: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'postrider-build-'));
  printed = [];
  write(SOURCE, '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A builder that writes the outputs, but leaves existing ones alone, as the real one does. */
function installNest(script = OUTPUTS.map(writeUnlessThere).join('')): void {
  write('node_modules/@nestjs/cli/package.json', '{}');
  write(
    'node_modules/@nestjs/cli/bin/nest.js',
    `const fs = require('node:fs');\nfs.appendFileSync('builds', 'x');\n${script}`,
  );
}

const writeUnlessThere = (file: string): string =>
  `fs.mkdirSync('${dirname(file)}', { recursive: true });\nif (!fs.existsSync('${file}')) fs.writeFileSync('${file}', '');\n`;

const builds = (): number => (existsSync(join(root, 'builds')) ? readFileSync(join(root, 'builds'), 'utf8').length : 0);
const changeLater = (file: string, seconds: number): void => {
  const time = Date.now() / 1000 + seconds;
  utimesSync(join(root, file), time, time);
};
const print = (text: string): void => void printed.push(text);
const build = (): Promise<void> => buildIfOld(root, OUTPUTS, { progress: print, say: print, complain: print });

test('builds what is missing, and then nothing more', async () => {
  installNest();

  await build();
  await build();

  expect(builds()).toBe(1);
  expect(printed).toEqual(['building']);
});

test('builds again if a source has changed, also if the outputs stay the same', async () => {
  installNest();
  await build();
  for (const output of OUTPUTS) changeLater(output, -100);
  changeLater('dist/.built', -100);

  changeLater(SOURCE, -50);
  await build();
  await build();

  expect(builds()).toBe(2);
  expect(printed).toEqual(['building', 'building, since sources have changed']);
});

test('builds again when a fake vendor has changed', async () => {
  installNest();
  await build();
  write('apps/one/sandbox/index.ts', '');
  changeLater('apps/one/sandbox/index.ts', 100);

  await build();

  expect(builds()).toBe(2);
});

test('does not build for a changed spec', async () => {
  installNest();
  await build();
  write('apps/one/src/main.spec.ts', '');
  changeLater('apps/one/src/main.spec.ts', 100);

  await build();

  expect(builds()).toBe(1);
});

test('two starts at the same time build once', async () => {
  installNest();

  await Promise.all([build(), build()]);

  expect(builds()).toBe(1);
});

test('a build that fails shows what it printed', async () => {
  installNest("console.log('one.ts: not a module'); process.exit(1);");

  await expect(build()).rejects.toMatchObject({ exitCode: 7 });
  expect(printed).toEqual(['building', 'one.ts: not a module']);
});

test('an installation without tools runs the existing build, and says if that is missing', async () => {
  await expect(build()).rejects.toThrow('dist/apps/one/main.js is missing. Run `npm ci` and `npm run build`.');
  for (const output of OUTPUTS) write(output, '');
  changeLater(SOURCE, 100);

  await expect(build()).resolves.toBeUndefined();
});

test('a running build ends with the start that began it, also if that is killed', async () => {
  installNest("fs.writeFileSync('pid', String(process.pid)); setInterval(() => undefined, 1_000);");
  const program = `
    import { buildIfOld } from '${join(import.meta.dirname, 'build.ts')}';
    await buildIfOld(process.argv[1], ['dist/one.js'], { progress() {}, say() {}, complain() {} });`;
  const start = spawn(process.execPath, ['--input-type=module', '-e', program, root], { stdio: 'ignore' });
  const pid = (): number => Number(existsSync(join(root, 'pid')) && readFileSync(join(root, 'pid'), 'utf8'));
  while (!pid() && start.exitCode === null) await sleep(25);
  expect(identityOf(pid())).toBeDefined();

  start.kill('SIGKILL');

  while (identityOf(pid()) !== undefined) await sleep(25);
}, 120_000);
