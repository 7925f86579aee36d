import { collectEvidence, openLedger, type LedgerReader } from '../harness/ledger.ts';
import { rules, violations } from '../harness/invariants.ts';
import { Sandbox } from '../harness/sandbox.ts';
import { startSystem, type System } from '../harness/system.ts';
import { until } from '../harness/wait.ts';
import { checkpointsInSource, type Checkpoint } from './checkpoints.ts';
import { Load } from './load.ts';
import { plantedViolations } from './plant.ts';
import { strayReceipts } from './stray-receipts.ts';

const MESSAGES = 2_000;
const TIME_SCALE = 20;
const PRELOAD = new URL('./checkpoint-preload.mjs', import.meta.url).href;
const HIT_WITHIN_MS = 25_000;

interface Kill {
  readonly checkpoint: string;
  kills: number;
  inFlight: number;
}

const results: { name: string; problem?: string }[] = [];
const check = (name: string, problem?: string | false): void => {
  results.push({ name, ...(problem && { problem }) });
  console.log(`${problem ? '✕' : '✓'} ${name}${problem ? `\n    ${problem}` : ''}`);
};

const started = performance.now();
const system = await startSystem({ timeScale: TIME_SCALE });
const ledger = await openLedger(system.mongoUri, system.database);
try {
  await drill(system, ledger);
} catch (error) {
  check('the drill ran to its end', String((error as Error).stack));
} finally {
  await ledger.close();
  await system.stop();
}
const failed = results.filter(({ problem }) => problem).length;
console.log(`drill took ${Math.round((performance.now() - started) / 1000)} s`);
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function drill(system: System, ledger: LedgerReader): Promise<void> {
  const sandbox = new Sandbox(system.sandbox);
  await scriptFaults(sandbox);
  const load = new Load(system.gateways, system.apiKey);
  const checkpoints = checkpointsInSource();
  const byService = Map.groupBy(checkpoints, ({ service }) => service);
  const kills = new Map<string, Kill>(
    checkpoints.map(({ name }) => [name, { checkpoint: name, kills: 0, inFlight: 0 }]),
  );

  let done = false;
  const killing = Promise.all(
    [...byService].map(([service, points]) => killAtEach(system, ledger, service, points, kills)),
  ).finally(() => (done = true));
  // Awaited below; a failure before that must not end the process with everything still running.
  killing.catch(() => undefined);
  const strays = strayReceipts(sandbox, () => done);
  strays.catch(() => undefined);
  const pauseMs = () => (load.messages < MESSAGES ? 40 : 80);
  while (!done || load.messages < MESSAGES) {
    load.next();
    await new Promise((resolve) => setTimeout(resolve, pauseMs()));
  }
  await killing;
  await strays;
  await load.finish();
  await sandbox.clearFaults();

  console.table([...kills.values()]);
  for (const { checkpoint, kills: died, inFlight } of kills.values()) {
    check(`killed at ${checkpoint} with messages in flight`, died === 0 && `${died} kills, ${inFlight} in flight`);
  }
  check(`at least ${MESSAGES} messages were sent`, load.messages < MESSAGES && `${load.messages}`);

  await until('nothing is in flight', () => idle(ledger), { withinMs: 60_000, everyMs: 200 }).catch(() => undefined);
  const run = await collectEvidence(ledger, sandbox, load.calls);
  const found = violations(run);
  for (const { number, says } of rules) {
    const broken = found.filter(({ rule }) => rule === number).map(({ what }) => what);
    check(`rule ${number}: ${says}`, broken.length > 0 && `${broken.length}: ${broken.slice(0, 5).join('; ')}`);
  }
  const lost = run.evidence.filter(({ kind }) => kind === 'silence').length;
  const accepted = run.texts.length;
  console.log(`${run.messages.length} messages, ${accepted} texts on phones, ${lost} leases ended in silence`);
  console.log(
    Object.fromEntries([...Map.groupBy(run.messages, ({ status }) => status)].map(([k, v]) => [k, v.length])),
  );

  for (const { rule, says, plant } of plantedViolations) {
    const broken = violations(plant(structuredClone(run))).some((violation) => violation.rule === rule);
    check(`the checker sees a planted violation of rule ${rule}: ${says}`, !broken && 'it found nothing');
  }
}

/** Arms one replica of a service with one checkpoint after the other and waits for it to die there. */
async function killAtEach(
  system: System,
  ledger: LedgerReader,
  service: string,
  points: readonly Checkpoint[],
  kills: Map<string, Kill>,
): Promise<void> {
  const victim = `${service}-1`;
  for (const { name } of points) {
    for (let round = 0; round < 3 && kills.get(name)!.kills === 0; round++) {
      await system.services.get(victim)!.stop();
      const armed = await startAgain(system, victim, {
        env: { DRILL_CHECKPOINT: name },
        nodeOptions: [`--import=${PRELOAD}`],
      });
      const inFlight = await inFlightWhen(ledger, armed.exited);
      if (inFlight === undefined || inFlight === 0) continue;
      const kill = kills.get(name)!;
      kill.kills += 1;
      kill.inFlight = inFlight;
    }
    console.log(`  ${name}: ${JSON.stringify(kills.get(name))}`);
  }
  if (!system.services.get(victim)!.hasExited()) await system.services.get(victim)!.stop();
  await startAgain(system, victim);
}

/** As a supervisor does: a start that fails is repeated. */
async function startAgain(
  system: System,
  name: string,
  options: Parameters<System['restart']>[1] = {},
): Promise<Awaited<ReturnType<System['restart']>>> {
  for (let failures = 0; ; failures++) {
    try {
      return await system.restart(name, options);
    } catch (error) {
      console.log(`  ${(error as Error).message}`);
      if (failures === 3) throw error;
    }
  }
}

/** Messages not closed at the moment of the kill; undefined when nobody died in time. */
async function inFlightWhen(
  ledger: LedgerReader,
  exited: Promise<{ signal: NodeJS.Signals | null }>,
): Promise<number | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), HIT_WITHIN_MS).unref());
  const end = await Promise.race([exited, late]);
  if (end?.signal !== 'SIGKILL') return undefined;
  const [open, fanningOut] = await Promise.all([
    ledger.countMessages({ wake_at: { $exists: true } }),
    ledger.countRequests({ wake_at: { $exists: true } }),
  ]);
  return open + fanningOut;
}

async function idle(ledger: LedgerReader): Promise<boolean> {
  const open = await ledger.countMessages({ wake_at: { $exists: true } });
  return open === 0 && (await ledger.countRequests({ wake_at: { $exists: true } })) === 0;
}

/** The vendor misbehaves throughout; the decisive case is the text it took before the connection died. */
async function scriptFaults(sandbox: Sandbox): Promise<void> {
  const standing = (fault: Record<string, unknown>, every: number): Record<string, unknown> => ({
    fault,
    match: { operation: 'create', every },
    count: 'always',
  });
  await sandbox.settings({ latencyMs: 20 });
  await sandbox.fault(
    standing({ kind: 'reset-after-accept' }, 23),
    standing({ kind: 'reset-before-accept' }, 31),
    standing({ kind: 'throttle', retryAfterS: 1 }, 37),
    standing({ kind: 'unavailable' }, 41),
    standing({ kind: 'http500-after-accept' }, 43),
    standing({ kind: 'error', code: 21610 }, 53),
  );
  await sandbox.receipts({ mode: 'on', stepMs: 20 });
}
