import { readFileSync } from 'node:fs';
import { Api } from '../e2e/harness/api.ts';
import { startStandalone } from '../e2e/harness/standalone-target.ts';
import { shown, spread } from './figures.ts';
import { machine, writeSection } from './report.ts';
import { residentBytes } from './resident.ts';

const ROUNDS = 5;
const IDLE_MS = 10_000;
const MEBIBYTE = 2 ** 20;

/**
 * From `npm start` with servers cached and `dist` built to the first answered send, and the resident memory afterwards.
 */
const seconds: number[] = [];
const memory: number[] = [];
let parts: Record<string, number> = {};
for (let round = 0; round < ROUNDS; round++) {
  const started = performance.now();
  const target = await startStandalone({});
  try {
    const api = new Api(target.gateways[0]!, target.apiKey);
    const { status } = await api.send({ to: '+85251234567', text: 'First' });
    if (status !== 202) throw new Error(`The first send answered ${status}.`);
    seconds.push((performance.now() - started) / 1000);
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    parts = residentOf({ supervisor: supervisorOf(target.pids), ...target.pids });
    memory.push(Object.entries(parts).reduce((sum, [name, mib]) => sum + (name === 'mongod' ? 0 : mib), 0));
  } finally {
    await target.stop();
  }
}

const row = (name: string, values: readonly number[], most: number): string => {
  const { min, median, max } = spread(values);
  const verdict = median <= most ? 'met' : '**missed**';
  return `| ${name} | ${[min, median, max].map(shown).join(' | ')} | ≤ ${most}: ${verdict} |`;
};
const table = [
  machine(),
  '',
  '| | min | median | max | target |',
  '|---|---|---|---|---|',
  row('start to the first answered send, s', seconds, 15),
  row('resident memory when idle, all but mongod, MiB', memory, 700),
  '',
  `Of the last round, MiB: ${Object.entries(parts)
    .map(([name, mib]) => `${name} ${Math.round(mib)}`)
    .join(', ')}.`,
].join('\n');
console.log(table);
writeSection('start', table);

function residentOf(pids: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, residentBytes([pid]) / MEBIBYTE]));
}

/** The parent of the parts. */
function supervisorOf(pids: Readonly<Record<string, number>>): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pids.edge}/status`, 'utf8'))?.[1]);
}
