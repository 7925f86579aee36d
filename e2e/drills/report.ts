import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { repository } from '../harness/processes.ts';

const README = new URL('./README.md', import.meta.url);

/** Replaces the figures of a drill in the README beside this file, with the commit they were made on. */
export function keepFigures(name: string, figures: string): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const readme = readFileSync(README, 'utf8');
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`The README has no section ${name}.`);
  writeFileSync(README, `${before}${begin}\n\n${madeOn()}\n\n${figures}\n\n${end}${after}`);
}

function madeOn(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'apps', 'libs', 'e2e') ? ' with changes' : '';
  const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  return `Commit \`${git('rev-parse', '--short', 'HEAD')}\`${changed}, ${new Date().toISOString().slice(0, 10)}, ${machine}.`;
}
