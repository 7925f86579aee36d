import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';

const README = new URL('./README.md', import.meta.url);

/** Replaces the text between a section's markers in the README beside this file. */
export function writeSection(name: string, text: string): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const readme = readFileSync(README, 'utf8');
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`The README has no section ${name}.`);
  writeFileSync(README, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}

export const machine = (): string =>
  `Measured on ${availableParallelism()} cores with ${Math.round(totalmem() / 2 ** 30)} GiB, load driver, sandbox, servers and services all on them; Node ${process.versions.node}.`;
