import { rules, violations } from '../harness/invariants.ts';
import { collectAtRest, openLedger, type Evidence, type LedgerReader } from '../harness/ledger.ts';
import { Sandbox } from '../harness/sandbox.ts';
import { startSystem, type System } from '../harness/system.ts';
import { until } from '../harness/wait.ts';
import { Chance } from './chance.ts';
import { killEverywhere } from './killing.ts';
import { DEAD_NUMBERS, Load } from './load.ts';
import { misfortunes } from './misfortunes.ts';
import { intervene } from './operator.ts';
import { plantedViolations } from './plant.ts';
import { strayReceipts } from './stray-receipts.ts';
import { VendorPort } from './vendor-port.ts';

const MESSAGES = 2_000;
const TIME_SCALE = 20;
/** More would be a queue, and not a drill. */
const MOST_IN_FLIGHT = 300;
const DRAINED_WITHIN_MS = 90_000;

const results: { name: string; problem?: string }[] = [];
const check = (name: string, problem?: string | false): void => {
  results.push({ name, ...(problem && { problem }) });
  console.log(`${problem ? '✕' : '✓'} ${name}${problem ? `\n    ${problem}` : ''}`);
};

const [given = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const chance = new Chance(Number(given));
console.log(`seed ${chance.seed}: \`node e2e/drills/run.ts ${chance.seed}\` draws the same misfortunes`);

const started = performance.now();
const port = await VendorPort.open();
const system = await startSystem({
  timeScale: TIME_SCALE,
  replicas: { dispatcher: 3, 'provider-sns': 1 },
  envOf: { 'provider-twilio': { TWILIO_API_URL: `http://127.0.0.1:${port.port}` } },
});
port.target = Number(new URL(system.sandbox).port);
const ledger = await openLedger(system.mongoUri, system.database);
try {
  await drill(system, ledger);
} catch (error) {
  check('the drill ran to its end', String((error as Error).stack));
} finally {
  await ledger.close();
  await system.stop();
  await port.close();
}
const failed = results.filter(({ problem }) => problem).length;
console.log(`drill took ${Math.round((performance.now() - started) / 1000)} s`);
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function drill(system: System, ledger: LedgerReader): Promise<void> {
  const sandbox = new Sandbox(system.sandbox);
  await scriptFaults(sandbox);
  const api = await (await fetch(`${system.gateways[0]}/openapi.json`)).text();
  const load = new Load(system.gateways, system.apiKey, api.includes('"send_at"'));

  let done = false;
  const over = (): boolean => done;
  const killing = killEverywhere(system, ledger).finally(() => (done = true));
  const breaking = misfortunes({ system, sandbox, port }, chance, over);
  const others = [
    intervene(system.gateways, system.apiKey, load, chance, over),
    strayReceipts(sandbox, system.env.TWILIO_AUTH_TOKEN!, over),
  ] as const;
  // Awaited below; a failure before that must not end the process with everything still running.
  for (const work of [killing, breaking, ...others])
    (work as Promise<unknown>).catch((error: unknown) => {
      console.log(`  ${String((error as Error).stack)}`);
      done = true;
    });
  while (!done || load.messages < MESSAGES) {
    if ((await inFlight(ledger)) < MOST_IN_FLIGHT) load.next();
    await new Promise((resolve) => setTimeout(resolve, load.messages < MESSAGES ? 40 : 80));
  }
  const kills = await killing;
  const struck = await breaking;
  const [{ repeats, retried, done: asked }] = await Promise.all(others);
  await load.finish();
  await sandbox.clearFaults();

  console.table(kills);
  for (const { checkpoint, kills: died, inFlight } of kills)
    check(`killed at ${checkpoint} with messages in flight`, died === 0 && `${died} kills, ${inFlight} in flight`);
  for (const [name, times] of struck) check(`${name} (${times})`);
  console.log('asked for and done:', Object.fromEntries(asked));
  check(`at least ${MESSAGES} messages were sent`, load.messages < MESSAGES && `${load.messages}`);

  const quiet = { withinMs: DRAINED_WITHIN_MS, everyMs: 200 };
  await until('nothing is in flight', () => idle(ledger), quiet).catch(() => undefined);
  const run = { ...(await collectAtRest(ledger, sandbox, load.calls)), repeats, retried };
  judge(run);
}

function judge(run: Evidence): void {
  const found = violations(run);
  for (const { number, says } of rules) {
    const broken = found.filter(({ rule }) => rule === number).map(({ what }) => what);
    check(`rule ${number}: ${says}`, broken.length > 0 && `${broken.length}: ${broken.slice(0, 5).join('; ')}`);
  }
  const lost = run.evidence.filter(({ kind }) => kind === 'silence').length;
  const byVendor = tally(run.texts.map(({ vendor }) => vendor));
  console.log(`${run.messages.length} messages, ${lost} leases ended in silence, texts on phones:`, byVendor);
  console.log(tally(run.messages.map(({ status }) => status)));
  check('both vendors sent texts', Object.keys(byVendor).length < 2 && JSON.stringify(byVendor));

  for (const { rule, says, plant } of plantedViolations) {
    const broken = violations(plant(structuredClone(run))).some((violation) => violation.rule === rule);
    check(`the checker sees a planted violation of rule ${rule}: ${says}`, !broken && 'it found nothing');
  }
}

/** None while nobody can tell. */
async function inFlight(ledger: LedgerReader): Promise<number> {
  return ledger.countMessages({ wake_at: { $exists: true } }).catch(() => 0);
}

function tally(values: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]));
}

async function idle(ledger: LedgerReader): Promise<boolean> {
  const open = await ledger.countMessages({ wake_at: { $exists: true } });
  return open === 0 && (await ledger.countRequests({ wake_at: { $exists: true } })) === 0;
}

/** The primary vendor misbehaves throughout; the decisive case is the text it took before the connection died. */
async function scriptFaults(sandbox: Sandbox): Promise<void> {
  const standing = (fault: Record<string, unknown>, every: number): Record<string, unknown> => ({
    fault,
    match: { operation: 'create', every },
    count: 'always',
  });
  const dead = (code: number | string, status: number): Record<string, unknown> => ({
    fault: { kind: 'error', code, status },
    match: { operation: 'create', to: `${DEAD_NUMBERS}*` },
    count: 'always',
  });
  await sandbox.settings({ latencyMs: 20 });
  await sandbox.call('POST', 'sns/faults', [dead('EndpointDisabled', 400)]);
  await sandbox.fault(
    dead(21408, 403),
    standing({ kind: 'reset-after-accept' }, 23),
    standing({ kind: 'reset-before-accept' }, 31),
    standing({ kind: 'throttle', retryAfterS: 1 }, 37),
    standing({ kind: 'unavailable' }, 41),
    standing({ kind: 'http500-after-accept' }, 43),
    standing({ kind: 'error', code: 21610 }, 53),
  );
  await sandbox.receipts({ mode: 'on', stepMs: 20 });
}
