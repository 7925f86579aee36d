import { loadavg } from 'node:os';
import { MongoClient } from 'mongodb';
import { Api } from '../e2e/harness/api.ts';
import { until } from '../e2e/harness/wait.ts';
import { quantile, shown } from './figures.ts';
import { addBacklog } from './phone-backlog.ts';
import { drain, PhoneLoad, type Handset } from './phone-load.ts';
import { machine, writeSection } from './report.ts';
import { startBench } from './system.ts';

const smoke = process.argv.includes('--smoke');
const SMALL = smoke ? 2_000 : 10_000;
const LARGE = smoke ? 20_000 : 1_000_000;
const FLEETS = smoke ? [10, 50] : [50, 500];
const SECONDS = smoke ? 3 : 10;
const IDLE_S = smoke ? 5 : 30;
const URGENT = smoke ? 20 : 200;
/** Polls of one phone, one after the other: what a lease costs. */
const ALONE = 40;
/** 15 % of a core, 1,000 messages a second, a second to an idle phone. */
const MOST_IDLE_SHARE = 0.15;
const LEAST_PER_S = 1_000;
const MOST_URGENT_MS = 1_000;

const bench = await startBench({
  env: { AGENT_RATE_LIMIT_PER_MIN: '0', LEASE_SECONDS: '3600' },
});
const { system } = bench;
const client = await MongoClient.connect(system.mongoUri);
const load = new PhoneLoad(system.agents[0]!, system.env.AGENT_REGISTRATION_SECRET!);
const given = new Set<string>();
const rows: string[] = [];
const problems: string[] = [];
try {
  const [first] = await load.handsets(1);
  await load.poll(first!, 1);
  const pool = await until('the pool is there', poolId);

  await measureIdle();
  await measureUrgent(pool);

  const costs: number[] = [];
  for (const [backlog, stored] of [
    [SMALL, 0],
    [LARGE, 0],
  ] as const) {
    await addBacklog(system, client, pool, backlog - stored);
    costs.push(await measureCost(backlog));
    await measureDrain(backlog, pool);
  }
  const ratio = costs[1]! / costs[0]!;
  rows.push(`| a lease of ten, cost at ${count(LARGE)} against ${count(SMALL)} | ${shown(ratio)}x | flat |`);
  const table = [
    `${machine()} Other work meanwhile: a load average of ${shown(loadavg()[1]!)} at the end. One replica of each service, one pool, no limits of SIMs; ${count(given.size)} messages given out, none twice.`,
    '',
    '| | measured | wanted |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
  console.log(table);
  if (!smoke) writeSection('phones', table);
} catch (error) {
  problems.push(String((error as Error).stack));
} finally {
  await load.close();
  await client.close();
  await bench.stop();
}
console.log(problems.join('\n'));
console.log(`${1 - Math.min(1, problems.length)} passed, ${problems.length} failed`);
process.exitCode = problems.length > 0 ? 1 : 0;

function count(value: number): string {
  return value.toLocaleString('en');
}

async function poolId(): Promise<string | undefined> {
  const found = await client.db(system.database).collection<{ _id: string }>('phone_pools').findOne({ name: 'phones' });
  return found?._id;
}

function judged(isMet: boolean, wanted: string): string {
  return `${wanted}: ${isMet ? 'met' : '**missed**'}`;
}

/** One phone alone: the median of a poll that leases ten. */
async function measureCost(backlog: number): Promise<number> {
  const alone = await load.handsets(1);
  const { polls } = await drain(load, alone, { limit: 10, seconds: 60, sends: false }, given);
  const ms = quantile(polls.slice(0, ALONE), 0.5);
  rows.push(`| one phone alone, a lease of ten of ${count(backlog)}, median ms | ${shown(ms)} | |`);
  return ms;
}

async function measureDrain(backlog: number, pool: string): Promise<void> {
  const waiting = { pool, status: 'PENDING' } as never;
  const messages = client.db(system.database).collection('sms_messages');
  for (const fleet of FLEETS) {
    for (const limit of [1, 10]) {
      for (const sends of [false, true]) {
        const left = await messages.countDocuments(waiting);
        if (left < backlog) await addBacklog(system, client, pool, backlog - left);
        const handsets = await load.handsets(fleet);
        const { perSecond } = await drain(load, handsets, { limit, seconds: SECONDS, sends }, given);
        const what = sends ? 'leased, started and reported' : 'leased';
        rows.push(
          `| ${fleet} phones, ${limit} a call, backlog ${count(backlog)}, ${what}, messages/s | ${shown(perSecond)} | ${judged(perSecond >= LEAST_PER_S, `≥ ${count(LEAST_PER_S)}`)} |`,
        );
        process.stderr.write(`${rows.at(-1)}\n`);
      }
    }
  }
}

/** Every phone holds a call, and nothing waits. */
async function measureIdle(): Promise<void> {
  const fleet = FLEETS.at(-1)!;
  const handsets = await load.handsets(fleet);
  const ends = performance.now() + (IDLE_S + 3) * 1_000;
  const idle = async (handset: Handset): Promise<void> => {
    while (performance.now() < ends)
      await load.poll(handset, 10, Math.min(25, Math.ceil((ends - performance.now()) / 1_000)));
  };
  const polling = Promise.all(handsets.map(idle));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const before = bench.processorMicros();
  await new Promise((resolve) => setTimeout(resolve, IDLE_S * 1_000));
  const after = bench.processorMicros();
  await polling;
  const share = (name: string): number => (after[name]! - before[name]!) / (IDLE_S * 1e6);
  const services = Object.keys(after).filter((name) => name !== 'load driver');
  const all = services.reduce((sum, name) => sum + share(name), 0);
  const own = share('agent-lease') + share('dispatcher');
  const percent = (value: number): string => `${shown(value * 100)} %`;
  rows.push(
    `| ${fleet} idle phones, processor time of agent-lease and the dispatcher | ${percent(own)} of a core | ${judged(own < MOST_IDLE_SHARE, '< 15 %')} |`,
    `| the same, of everything but the load driver | ${percent(all)} of a core | |`,
  );
}

/** From the call that sends a code to the answer of the phone's held call. */
async function measureUrgent(pool: string): Promise<void> {
  const [handset] = await load.handsets(1);
  const api = new Api(system.gateways[0]!, system.apiKey);
  const times: number[] = [];
  for (let n = 0; n < URGENT; n++) {
    const [phone] = n % 40 === 39 ? await load.handsets(1) : [handset!];
    const held = load.poll(phone!, 1, 20);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const asked = performance.now();
    const message = { to: `+8526${String(1_000_000 + n)}`, text: `Code ${n}`, category: 'otp', route: pool };
    const { status, body } = await api.send(message);
    if (status !== 202) throw new Error(`A code was answered ${status} ${JSON.stringify(body)}`);
    const leases = await held;
    times.push(performance.now() - asked);
    if (leases.length !== 1) throw new Error('The phone got no message.');
    await load.send(phone!, leases);
  }
  const p99 = quantile(times, 0.99);
  rows.push(
    `| a code to an idle phone, from the call to the phone, median ms | ${shown(quantile(times, 0.5))} | |`,
    `| the same, p99 ms | ${shown(p99)} | ${judged(p99 < MOST_URGENT_MS, '< 1,000')} |`,
  );
}
