import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../config.ts';
import { EXIT, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

const SOURCES = [
  '{apps,libs}/*/src/**/*',
  'nest-cli.json',
  'package-lock.json',
  'rspack.config.mjs',
  'tsconfig.json',
  'tsconfig.base.json',
];
const NEST = join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js');

/** Builds when one of the needed files is missing or older than the sources; an installation without tools is left as it is. */
export async function buildIfOld(outputs: readonly string[], terminal: Terminal): Promise<void> {
  const missing = outputs.filter((output) => !existsSync(output));
  if (missing.length === 0 && (!existsSync(NEST) || !isOld(outputs))) return;
  if (!existsSync(NEST))
    throw new Refusal(EXIT.buildFailed, `${missing[0]} is missing. Run \`npm ci\` and \`npm run build\`.`);

  terminal.progress(missing.length > 0 ? 'building' : 'building, since sources have changed');
  const { code, printed } = await nestBuild();
  const still = outputs.find((output) => !existsSync(output));
  if (code === 0 && still === undefined) return;
  terminal.complain(printed.trimEnd());
  throw new Refusal(
    EXIT.buildFailed,
    still ? `The build left no ${still}.` : 'The build failed; what it printed stands above.',
  );
}

function isOld(outputs: readonly string[]): boolean {
  const oldest = Math.min(...outputs.map((output) => statSync(output).mtimeMs));
  return globSync(SOURCES, { cwd: ROOT }).some((file) => {
    const { mtimeMs } = statSync(join(ROOT, file), { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    return mtimeMs > oldest;
  });
}

function nestBuild(): Promise<{ code: number | null; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [NEST, 'build', '--all'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, printed }));
  });
}
