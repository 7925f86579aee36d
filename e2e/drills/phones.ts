import { rules, violations } from '../harness/invariants.ts';
import { collectAtRest, openLedger, type Evidence, type LedgerReader } from '../harness/ledger.ts';
import { Sandbox } from '../harness/sandbox.ts';
import { startSystem, type System } from '../harness/system.ts';
import { until } from '../harness/wait.ts';
import { Chance } from './chance.ts';
import type { Check, Drill } from './drill.ts';
import { countedSims, Fleet } from './fleet.ts';
import { killEverywhere, type Kill } from './killing.ts';
import { Load } from './load.ts';
import { plantedForPhones } from './plant-phones.ts';

/** Phones die at every step of their program; services at `checkpoints` that the seed chooses, `times` each. */
const FORMS = {
  small: { phones: 8, deaths: 13, atOnce: 6, checkpoints: 1, times: 1, inFlight: 40 },
  long: { phones: 50, deaths: 500, atOnce: 20, checkpoints: Infinity, times: 5, inFlight: 300 },
} as const;
type Form = (typeof FORMS)[keyof typeof FORMS];

const TIME_SCALE = 10;
const LEASE_S = 4;
const DRAINED_WITHIN_MS = 120_000;
/** A reservation is looked at 30 s after the call for it, and then every minute while something of it may change. */
const SETTLED_WITHIN_MS = 180_000;

/** Phones, dispatchers and agent-leases are killed while phones send; then the rules are checked against the radios. */
export const phones: Drill = {
  name: 'phones',
  run: async ({ long, seed, check }) => {
    const system = await startSystem({
      timeScale: TIME_SCALE,
      replicas: { gateway: 1, dispatcher: 2, 'agent-lease': 2, 'provider-twilio': 1 },
      env: { AGENT_RATE_LIMIT_PER_MIN: '0', LEASE_SECONDS: String(LEASE_S) },
    });
    const ledger = await openLedger(system.mongoUri, system.database);
    try {
      return await drill(system, ledger, new Chance(seed), long ? FORMS.long : FORMS.small, check);
    } finally {
      await ledger.close();
      await system.stop();
    }
  },
};

async function drill(system: System, ledger: LedgerReader, chance: Chance, form: Form, check: Check): Promise<string> {
  const sandbox = new Sandbox(system.sandbox);
  const fleet = new Fleet(sandbox);
  await fleet.open(form.phones);
  const pool = await until('the pool is there', () => ledger.db.collection('phone_pools').findOne());
  const load = new Load(system.gateways, system.apiKey, (number) => ({
    route: String(pool._id),
    category: 'general',
    guarantee: number % 2 === 0 ? 'at_most_once' : 'at_least_once',
  }));

  let done = false;
  const killing = Promise.all([
    fleet.kill(form.deaths, chance, form.atOnce, () => done),
    killEverywhere(system, ledger, chance, { ...form, ofPhones: true }),
  ]);
  killing.catch((error: unknown) => console.log(`  ${String((error as Error).stack)}`)).finally(() => (done = true));
  while (!done) {
    const open = await ledger.countMessages({ wake_at: { $exists: true } }).catch(() => 0);
    if (open < form.inFlight) load.next();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const [, killed] = await killing;
  await load.finish();
  await fleet.calm();

  console.table(killed);
  console.log('deaths of phones by step:', Object.fromEntries(fleet.deaths));
  for (const { checkpoint, kills } of killed)
    check(`killed at ${checkpoint}`, kills < form.times && `${kills} kills instead of ${form.times}`);
  check(`phones died ${form.deaths} times`, fleet.killed < form.deaths && `${fleet.killed}`);

  const idle = async (): Promise<boolean> => (await ledger.countMessages({ wake_at: { $exists: true } })) === 0;
  await until('nothing is in flight', idle, { withinMs: DRAINED_WITHIN_MS, everyMs: 200 }).catch(() => undefined);
  const run = await settled(system, await collectAtRest(ledger, sandbox, load.calls));
  const broken = judge(run, check);
  return told(chance.seed, fleet, killed, run, broken);
}

/** With what the SIMs have counted, once that agrees or enough time has passed. */
async function settled({ gateways, apiKey }: System, run: Evidence): Promise<Evidence> {
  let all = run;
  const agrees = async (): Promise<boolean> => {
    all = { ...run, budgets: await countedSims(gateways[0]!, apiKey) };
    return violations(all).every(({ rule }) => rule !== 13);
  };
  await until('budgets agree', agrees, { withinMs: SETTLED_WITHIN_MS, everyMs: 500 }).catch(() => undefined);
  return all;
}

/** Returns how many rules were broken. */
function judge(run: Evidence, check: Check): number {
  const found = violations(run);
  for (const { number, says } of rules) {
    const broken = found.filter(({ rule }) => rule === number).map(({ what }) => what);
    check(`phones, rule ${number}: ${says}`, broken.length > 0 && `${broken.length}: ${broken.slice(0, 5).join('; ')}`);
  }
  for (const { rule, says, plant } of plantedForPhones) {
    const isSeen = violations(plant(structuredClone(run))).some((violation) => violation.rule === rule);
    check(`the checker sees a planted violation of rule ${rule}: ${says}`, !isSeen && 'it found nothing');
  }
  return found.length;
}

function told(seed: number, fleet: Fleet, killed: readonly Kill[], run: Evidence, broken: number): string {
  const services = killed.reduce((all, { kills }) => all + kills, 0);
  const statuses = [...Map.groupBy(run.messages, ({ status }) => status)].map(([name, of]) => `${of.length} ${name}`);
  return [
    `Seed ${seed}: ${fleet.killed} deaths of phones at ${fleet.deaths.size} steps,`,
    `${services} kills of services at ${killed.length} checkpoints, ${run.messages.length} messages`,
    `(${statuses.join(', ')}), ${run.texts.length} texts of radios: **${broken} broken promises**.`,
  ].join('\n');
}
