import { rules, violations } from '../harness/invariants.ts';
import { collectAtRest, openLedger, type Evidence, type LedgerReader } from '../harness/ledger.ts';
import { Sandbox } from '../harness/sandbox.ts';
import { startSystem, type System } from '../harness/system.ts';
import { until } from '../harness/wait.ts';
import { Chance } from './chance.ts';
import type { Check, Drill } from './drill.ts';
import { killEverywhere } from './killing.ts';
import { DEAD_NUMBERS, Load } from './load.ts';
import { misfortunes } from './misfortunes.ts';
import { intervene } from './operator.ts';
import { typeOnPhones, wrongWishes } from './people.ts';
import { plantedViolations } from './plant.ts';
import { strayReceipts } from './stray-receipts.ts';
import { VendorPort } from './vendor-port.ts';

/**
 * The size of the drill: that of every test run, or hundreds of kills. Each victim dies at `checkpoints` that the seed
 * chooses, `times` each; faults come once, or as long as replicas die.
 */
const FORMS = {
  small: { messages: 800, checkpoints: 4, times: 1, isOnceEach: true, restMs: { least: 1_500, more: 1_500 } },
  long: {
    messages: 20_000,
    checkpoints: Infinity,
    times: 10,
    isOnceEach: false,
    restMs: { least: 3_000, more: 3_000 },
  },
} as const;
type Form = (typeof FORMS)[keyof typeof FORMS];

const TIME_SCALE = 20;
/** More would be a queue, and not a drill. */
const MOST_IN_FLIGHT = 300;
const DRAINED_WITHIN_MS = 90_000;

/** Everything is killed and cut while messages are sent; then the rules are checked, and the checker itself. */
export const kills: Drill = {
  name: 'kills',
  run: async ({ long, seed, check }) => {
    const chance = new Chance(seed);
    const port = await VendorPort.open();
    const system = await startSystem({
      timeScale: TIME_SCALE,
      replicas: { dispatcher: 3, 'provider-sns': 1 },
      envOf: { 'provider-twilio': { TWILIO_API_URL: `http://127.0.0.1:${port.port}` } },
    });
    port.target = Number(new URL(system.sandbox).port);
    const ledger = await openLedger(system.mongoUri, system.database);
    try {
      return await drill({ system, ledger, port, chance, form: long ? FORMS.long : FORMS.small, check });
    } finally {
      await ledger.close();
      await system.stop();
      await port.close();
    }
  },
};

interface Scene {
  readonly system: System;
  readonly ledger: LedgerReader;
  readonly port: VendorPort;
  readonly chance: Chance;
  readonly form: Form;
  readonly check: Check;
}

async function drill({ system, ledger, port, chance, form, check }: Scene): Promise<string> {
  const sandbox = new Sandbox(system.sandbox);
  await scriptFaults(sandbox);
  const load = new Load(system.gateways, system.apiKey);

  let done = false;
  let isKilled = false;
  const over = (): boolean => done;
  const killing = killEverywhere(system, ledger, chance, form).finally(() => (isKilled = true));
  const enough = (): boolean => isKilled || form.isOnceEach;
  const breaking = misfortunes({ system, sandbox, port, restMs: form.restMs }, chance, enough);
  void Promise.allSettled([killing, breaking]).then(() => (done = true));
  const others = [
    intervene(system.gateways, system.apiKey, load, chance, over),
    strayReceipts(sandbox, system.env.TWILIO_AUTH_TOKEN!, over),
    typeOnPhones(sandbox, over),
  ] as const;
  // Awaited below; an earlier failure must not end the process while everything still runs.
  for (const work of [killing, breaking, ...others])
    (work as Promise<unknown>).catch((error: unknown) => {
      console.log(`  ${String((error as Error).stack)}`);
      done = true;
    });
  while (!done || load.messages < form.messages) {
    if ((await inFlight(ledger)) < MOST_IN_FLIGHT) load.next();
    await new Promise((resolve) => setTimeout(resolve, load.messages < form.messages ? 40 : 80));
  }
  const killed = await killing;
  const struck = await breaking;
  const [{ repeats, retried, done: asked }, , wishes] = await Promise.all(others);
  await load.finish();
  await sandbox.clearFaults();

  console.table(killed);
  for (const { checkpoint, kills: died, inFlight } of killed) {
    const isMissing = died < form.times && `${died} kills, ${inFlight} in flight`;
    check(`killed at ${checkpoint} with messages in flight`, isMissing);
  }
  for (const [name, times] of struck) check(`${name} (${times})`);
  console.log('calls made and done:', Object.fromEntries(asked));
  check(`at least ${form.messages} messages were sent`, load.messages < form.messages && `${load.messages}`);

  const quiet = { withinMs: DRAINED_WITHIN_MS, everyMs: 200 };
  await until('nothing is in flight', () => idle(ledger), quiet).catch(() => undefined);
  const run = { ...(await collectAtRest(ledger, sandbox, load.calls)), repeats, retried };
  const broken = judge(run, check);
  const wrong = await wrongWishes(system.gateways[0]!, system.apiKey, wishes);
  check(
    `${wishes.size} people are opted out as their webhooks were answered`,
    wrong.length > 0 && wrong.slice(0, 5).join(),
  );
  return [
    `Seed ${chance.seed}: ${sum(killed.map((it) => it.kills))} kills at ${killed.length} checkpoints,`,
    `${sum([...struck.values()])} misfortunes, ${run.messages.length} messages, ${run.texts.length} texts on phones:`,
    `**${broken} broken promises**.`,
  ].join('\n');
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** Returns how many rules were broken. */
function judge(run: Evidence, check: Check): number {
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
  return found.length;
}

/** Undefined while it is not known. */
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

/**
 * The primary vendor misbehaves all the time; the most important case is a text that it accepted before the connection
 * died.
 */
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
