import { createServer } from 'node:http';
import { shown, spread, type Spread } from './figures.ts';
import { closedLoop, singles } from './load.ts';
import { machine, writeSection } from './report.ts';
import { scenarios, targets, type Figure, type Size } from './scenarios.ts';
import { startBench, type Bench } from './system.ts';

const smoke = process.argv.includes('--smoke');
const rounds = smoke ? 2 : 5;
const size: Size = smoke
  ? { singles: 200, batch: 500, receipts: 300 }
  : { singles: 1_500, batch: 5_000, receipts: 3_000 };

const bench = await startBench();
const problems: string[] = [];
try {
  await warmUp(bench);
  const figures = await allRounds(bench);
  problems.push(...(await bench.disagreements()));
  const table = tableOf(figures);
  console.log(table);
  if (!smoke) writeSection('speed', `${machine()}\n\n${table}`);
} finally {
  await bench.stop();
}
console.log(problems.slice(0, 20).join('\n'));
const checks = scenarios.length * rounds + 1;
console.log(`${checks - Math.min(1, problems.length)} passed, ${Math.min(1, problems.length)} failed`);
process.exitCode = problems.length > 0 ? 1 : 0;

async function allRounds(bench: Bench): Promise<Map<string, { unit: Figure['unit']; values: number[] }>> {
  const figures = new Map<string, { unit: Figure['unit']; values: number[] }>();
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < scenarios.length; at++) {
      const scenario = scenarios[(at + round) % scenarios.length]!;
      await bench.sandbox.receipts({ mode: scenario.receipts ? 'on' : 'off', statuses: ['delivered'], stepMs: 1 });
      for (const { name, unit, value } of await scenario.run(bench, size)) {
        const figure = figures.get(name) ?? { unit, values: [] };
        figure.values.push(value);
        figures.set(name, figure);
      }
      await bench.settled();
      process.stderr.write(`\rround ${round + 1} of ${rounds}, ${scenario.name}          `);
    }
  }
  process.stderr.write('\n');
  return figures;
}

async function warmUp({ target, sandbox, settled }: Bench): Promise<void> {
  await sandbox.settings({ latencyMs: 20 });
  await sandbox.receipts({ mode: 'off' });
  const warm = (n: number) => ({ to: '+85251234567', text: `Warm ${n}` });
  await closedLoop(singles(target, warm), 16, smoke ? 100 : 1_000);
  await settled();
  const floor = await driverFloor();
  console.log(`the driver alone, against a server that does nothing: ${shown(floor)}/s at 64 connections`);
}

async function driverFloor(): Promise<number> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(202).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const nowhere = { url: `http://127.0.0.1:${port}`, apiKey: 'none' };
  const perSecond = await closedLoop(
    singles(nowhere, (n) => ({ n })),
    64,
    3_000,
  );
  server.close();
  return perSecond;
}

function tableOf(figures: ReadonlyMap<string, { unit: Figure['unit']; values: number[] }>): string {
  const rows = [...figures].map(([name, { unit, values }]) => {
    const { min, median, max } = spread(values);
    return `| ${name} | ${unit} | ${[min, median, max].map(shown).join(' | ')} | ${verdict(name, median)} |`;
  });
  const one = figures.get('single accepts, 64 connections')?.values;
  const other = figures.get('single accepts, 64 connections (control)')?.values;
  const ratio: Spread | undefined = one && other && spread(one.map((value, round) => value / other[round]!));
  const control = ratio
    ? `The same scenario against itself, per round: ${[ratio.min, ratio.median, ratio.max].map(shown).join(' / ')}${
        ratio.median < 0.9 || ratio.median > 1.1 ? '. **The run is void**: the machine was not quiet.' : '.'
      }`
    : '';
  return [
    '| | unit | min | median | max | target |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    `${rounds} rounds in rotated order. ${control}`,
  ].join('\n');
}

function verdict(name: string, median: number): string {
  const target = targets[name];
  if (!target) return '';
  const met = target.at === 'most' ? median <= target.value : median >= target.value;
  return `${target.at === 'most' ? '≤' : '≥'} ${shown(target.value)}: ${met ? 'met' : '**missed**'}`;
}
