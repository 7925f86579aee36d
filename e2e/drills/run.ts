import type { Check, Drill } from './drill.ts';
import { kills } from './kills.ts';
import { phones } from './phones.ts';
import { recovery } from './recovery.ts';
import { keepFigures } from './report.ts';

const drills: readonly Drill[] = [kills, phones, recovery];

const results: { name: string; problem?: string }[] = [];
const check: Check = (name, problem) => {
  results.push({ name, ...(problem && { problem }) });
  console.log(`${problem ? '✕' : '✓'} ${name}${problem ? `\n    ${problem}` : ''}`);
};

const given = process.argv.slice(2);
const long = given.includes('--long');
const seed = Number(given.find((it) => it.startsWith('--seed='))?.split('=')[1] ?? Date.now() % 1_000_000);
for (const { name, run } of called(given.filter((it) => !it.startsWith('--')))) {
  console.log(
    `${name}, seed ${seed}: \`node e2e/drills/run.ts ${name} --seed=${seed}\` repeats the same random choices`,
  );
  const started = performance.now();
  try {
    const figures = await run({ long, seed, check });
    const took = `It took ${Math.round((performance.now() - started) / 1_000)} s.`;
    console.log(`${figures}\n\n${took}`);
    if (long) keepFigures(name, `${figures} ${took}`);
  } catch (error) {
    check(`${name} ran to its end`, String((error as Error).stack));
  }
}
console.log(`${results.length - failed()} passed, ${failed()} failed`);
process.exitCode = failed() > 0 ? 1 : 0;

function failed(): number {
  return results.filter(({ problem }) => problem).length;
}

function called(names: readonly string[]): readonly Drill[] {
  const unknown = names.filter((name) => drills.every((drill) => drill.name !== name));
  if (unknown.length > 0)
    throw new Error(`There is no drill ${unknown.join(', ')}; there are ${drills.map(({ name }) => name).join(', ')}.`);
  return drills.filter(({ name }) => names.length === 0 || names.includes(name));
}
