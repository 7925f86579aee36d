import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clock } from '#libs/kernel';
import { endWithThisProcess, withLockFile } from '#libs/servers';
import { EXIT, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

const SOURCES = [
  '{apps,libs}/*/{src,sandbox}/**/*',
  'nest-cli.json',
  'package-lock.json',
  'rspack.config.mjs',
  'tsconfig.json',
  'tsconfig.base.json',
];
const NEST = 'node_modules/@nestjs/cli/bin/nest.js';
/** Its time is the start of the last build here: an output that did not change keeps its own old time. */
const STAMP = 'dist/.built';

/** Builds if an output is missing or older than the sources; an installation without tools is left as it is. */
export async function buildIfOld(root: string, outputs: readonly string[], terminal: Terminal): Promise<void> {
  if (isUpToDate(root, outputs)) return;
  if (!existsSync(join(root, NEST))) return refuseMissing(root, outputs, 'Run `npm ci` and `npm run build`.');

  mkdirSync(join(root, 'dist'), { recursive: true });
  const onWait = (pid: number): void => terminal.progress(`another start (process ${pid}) is building; waiting for it`);
  await withLockFile(join(root, 'dist/.lock'), onWait, async () => {
    if (!isUpToDate(root, outputs)) await build(root, outputs, terminal);
  });
}

async function build(root: string, outputs: readonly string[], terminal: Terminal): Promise<void> {
  terminal.progress(missing(root, outputs) ? 'building' : 'building, since sources have changed');
  const begunS = clock.now() / 1000;
  const { code, printed } = await nestBuild(root);
  if (code !== 0) {
    terminal.complain(printed.trimEnd());
    throw new Refusal(EXIT.buildFailed, 'The build failed; its output is above.');
  }
  refuseMissing(root, outputs, 'The build did not write it; run `npm run generate`.');
  writeFileSync(join(root, STAMP), '');
  utimesSync(join(root, STAMP), begunS, begunS);
}

const missing = (root: string, outputs: readonly string[]): string | undefined =>
  outputs.find((output) => !existsSync(join(root, output)));

function refuseMissing(root: string, outputs: readonly string[], advice: string): void {
  const output = missing(root, outputs);
  if (output !== undefined) throw new Refusal(EXIT.buildFailed, `${output} is missing. ${advice}`);
}

function isUpToDate(root: string, outputs: readonly string[]): boolean {
  if (missing(root, outputs)) return false;
  const builtMs = Math.max(Math.min(...outputs.map((output) => changedMs(root, output))), changedMs(root, STAMP));
  return globSync(SOURCES, { cwd: root, exclude: ['**/*.spec.ts'] }).every((file) => changedMs(root, file) <= builtMs);
}

function changedMs(root: string, file: string): number {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function nestBuild(root: string): Promise<{ code: number | null; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [NEST, 'build', '--all'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    endWithThisProcess(child);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, printed }));
  });
}
