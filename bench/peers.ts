import { machine, writeSection } from './report.ts';
import { besideHanging, codes } from './peers/beside.ts';
import type { Contest } from './peers/contest.ts';
import { failingVendor } from './peers/failing-vendor.ts';
import { queued } from './peers/queued.ts';
import { Stage } from './peers/stage.ts';
import { bulk, singleAccepts, slowVendor, steady } from './peers/throughput.ts';

const contests: readonly Contest[] = [
  singleAccepts,
  bulk,
  steady,
  failingVendor,
  slowVendor,
  queued,
  codes,
  besideHanging,
];

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = wanted.filter((name) => !contests.some(({ names }) => names.includes(name)));
if (unknown.length > 0)
  throw new Error(`There is ${contests.flatMap(({ names }) => names).join(', ')}; no ${unknown.join(', ')}.`);
const chosen = contests.filter(({ names }) => wanted.length === 0 || names.some((name) => wanted.includes(name)));

const stage = new Stage(process.argv.includes('--smoke'));
const started = performance.now();
try {
  for (const { names, run } of chosen) {
    const began = performance.now();
    await run(stage);
    console.error(`${names.join(', ')} took ${Math.round((performance.now() - began) / 1_000)} s`);
  }
} finally {
  await stage.close();
}
const report = reportOf(stage);
console.log(report);
if (!stage.smoke && stage.problems.length === 0) writeSection('peers', report);
console.log(stage.problems.slice(0, 20).join('\n'));
console.log(`${chosen.length} passed, ${Math.min(1, stage.problems.length)} failed`);
process.exitCode = stage.problems.length > 0 ? 1 : 0;

function reportOf({ peers, results, smoke }: Stage): string {
  const there = Object.entries(peers).map(([name, isHere]) => `${name} ${isHere ? 'was there' : 'is not installed'}`);
  const unquiet = results.unquiet();
  const control =
    unquiet.length > 0
      ? `**Void**, since ours beside itself differs by more than a tenth: ${unquiet.join(', ')}.`
      : 'Ours beside itself stays within 0.9 to 1.1.';
  const took = Math.round((performance.now() - started) / 1_000);
  return [
    machine(),
    `${there.join(', ')}. ${smoke ? 'Too little for a verdict.' : control} The run took ${took} s.`,
    '',
    results.table(!smoke),
  ].join('\n');
}
