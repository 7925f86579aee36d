import { violations } from '../harness/invariants.ts';
import { collectAtRest, openLedger } from '../harness/ledger.ts';
import { Sandbox } from '../harness/sandbox.ts';
import { startSystem, type System } from '../harness/system.ts';
import { until } from '../harness/wait.ts';
import { blows, type Blow } from './blows.ts';
import type { Drill } from './drill.ts';
import { Probe, type Recovery } from './probe.ts';

const ROUNDS = 10;
/** The small form does not measure: it only checks that everything recovers, on a machine with other work. */
const SMALL = { rounds: 1, timeScale: 10, atMostMs: 45_000, sendEveryMs: 100 };
const SEND_EVERY_MS = 25;
/** Between two kills everything runs for this long. */
const WHOLE_MS = 1_000;
/** Attempts that a killed process had in the air are known when their lease and the grace have passed. */
const DRAINED_WITHIN_MS = 240_000;

/** Measures how long it takes from a kill to the next 202 and to the next text on a phone. */
export const recovery: Drill = {
  name: 'recovery',
  run: async ({ long, check }) => {
    const system = await startSystem({ timeScale: long ? 1 : SMALL.timeScale });
    const probe = new Probe(
      { gateways: system.gateways, key: system.apiKey, everyMs: long ? SEND_EVERY_MS : SMALL.sendEveryMs },
      new Sandbox(system.sandbox),
    );
    try {
      const rows: string[] = [];
      for (const blow of blows) {
        const seen = await recoveries(system, probe, blow, long ? ROUNDS : SMALL.rounds);
        const worst = Math.max(...seen.flatMap(({ acceptedMs, textMs }) => [acceptedMs, textMs]));
        const atMostMs = long ? blow.atMostMs : SMALL.atMostMs;
        check(`${blow.name} killed: back within ${atMostMs} ms`, worst > atMostMs && `it took ${worst} ms`);
        rows.push(rowOf(blow, seen, long));
      }
      await probe.stop();
      check('nothing was lost and nothing sent twice', await brokenPromises(system, probe));
      return [...HEAD, ...rows, '', `${long ? ROUNDS : SMALL.rounds} kills each, ${probe.calls.length} texts.`].join(
        '\n',
      );
    } finally {
      await probe.stop().catch(() => undefined);
      await system.stop();
    }
  },
};

const HEAD = [
  '| killed | next 202, median s | worst | next text, median s | worst | target |',
  '|---|---|---|---|---|---|',
];

async function recoveries(system: System, probe: Probe, { name, strike }: Blow, rounds: number): Promise<Recovery[]> {
  const seen: Recovery[] = [];
  for (let round = 0; round < rounds; round++) {
    await new Promise((resolve) => setTimeout(resolve, WHOLE_MS));
    await probe.recoveryFrom(async () => undefined);
    seen.push(await probe.recoveryFrom(() => strike(system)));
  }
  console.log(`  ${name}: ${seen.map(({ acceptedMs, textMs }) => `${acceptedMs}/${textMs}`).join(', ')} ms`);
  return seen;
}

function rowOf({ name, atMostMs }: Blow, seen: readonly Recovery[], isJudged: boolean): string {
  const cells = [seen.map((it) => it.acceptedMs), seen.map((it) => it.textMs)].flatMap((values) => {
    const sorted = values.toSorted((one, other) => one - other);
    return [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
  });
  const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
  const verdict = Math.max(...cells) <= atMostMs ? 'met' : '**missed**';
  const target = `≤ ${atMostMs / 1_000}${isJudged ? `: ${verdict}` : ''}`;
  return `| ${[name, ...cells.map(seconds), target].join(' | ')} |`;
}

async function brokenPromises(system: System, { calls }: Probe): Promise<string | false> {
  const ledger = await openLedger(system.mongoUri, system.database);
  try {
    const isIdle = async (): Promise<boolean> =>
      (await ledger.countMessages({ wake_at: { $exists: true } })) === 0 &&
      (await ledger.countRequests({ wake_at: { $exists: true } })) === 0;
    await until('nothing is in flight', isIdle, { withinMs: DRAINED_WITHIN_MS, everyMs: 200 }).catch(() => undefined);
    const found = violations(await collectAtRest(ledger, new Sandbox(system.sandbox), calls));
    const told = found.slice(0, 5).map(({ rule, what }) => `rule ${rule}: ${what}`);
    return found.length > 0 && `${found.length}: ${told.join('; ')}`;
  } finally {
    await ledger.close();
  }
}
