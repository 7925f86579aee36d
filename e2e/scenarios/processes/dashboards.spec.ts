// Everything is real except the vendor and the phones: Prometheus reads the file of docker compose, with the addresses
// of this run, more often, and the unchanged rules. A Postrider of its own: its vendors are made to fail.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { freePort, startServerProcess, type ServerProcess } from '#libs/servers';
import { findPrometheus } from '../../../libs/servers/testing/index.ts';
import { PROMETHEUS, questionsOf, readAlerts, readDashboard, RULES } from '../../../tools/dashboards.ts';
import { FakePhone } from '../../harness/phone.ts';
import { Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

interface Config {
  global: { scrape_interval: string };
  rule_files: string[];
  scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
}

interface Answer<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

type Vector = Answer<{ readonly result: readonly Sample[] }>;

const SCRAPE_INTERVAL = '2s';
const TWO_SCRAPES = { withinMs: 90_000, everyMs: 500 };
const INTERVAL = '5m';
/** Alerts that other work on the machine causes. They end soon after: each scrape is about the time since the last. */
const OF_THE_MACHINE = ['EventLoopLag'];
const OVER_SOON = { withinMs: 60_000, everyMs: 500 };

let target: Target;
let scene: Scene;
let folder: string;
let prometheus: ServerProcess;
let url: string;
let phone: FakePhone;
let serving: Promise<void>;
let calls = new AbortController();
/** The country of its SIM, and one of its numbers: messages of the other tests do not go by the phone. */
const OF_PHONE = { country: 'HK', number: '+85251234567' };

beforeAll(async () => {
  target = await startTarget({ twoVendors: true, phoneTimeScale: 10 });
  folder = mkdtempSync(join(tmpdir(), 'postrider-prometheus-'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, stringify(configFor(Object.values(target.ops))));
  const { path: command } = await findPrometheus();
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  prometheus = await startServerProcess({ command, args, logFile: join(folder, 'prometheus.log') });
  await until('Prometheus is ready', async () => (await fetch(`${url}/-/ready`)).ok);

  scene = await Scene.open(target, 'dashboards', 9);
  await until('both vendors are routes', async () => (await routes()).length === 2);
  phone = await FakePhone.register(target.agents[0]!, { secret: target.env.AGENT_REGISTRATION_SECRET! });
  await phone.heartbeat({ battery: 80, sims: [{ slot: 0, country: OF_PHONE.country }] });
  serving = phone.serve(calls.signal);
  await sendSome();
  // A rate needs two scrapes with the series.
  const before = Math.max(0, ...(await readings()));
  const isReadTwice = async (): Promise<boolean> => {
    const now = await readings();
    return now.length === Object.keys(target.ops).length && Math.min(...now) >= before + 2;
  };
  await until('everything was read twice', isReadTwice, TWO_SCRAPES);
  await sendSome();
}, 180_000);

afterAll(async () => {
  calls.abort();
  await serving;
  await prometheus.stop();
  await scene.close();
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The file of docker compose with other addresses and another scrape interval. */
function configFor(ops: readonly string[]): Config {
  const config = parse(readFileSync(PROMETHEUS, 'utf8')) as Config;
  config.global.scrape_interval = SCRAPE_INTERVAL;
  config.rule_files = [resolve(RULES)];
  for (const scrape of config.scrape_configs) scrape.static_configs = [{ targets: ops.map((it) => new URL(it).host) }];
  return config;
}

async function routes(): Promise<readonly { id: string; vendor: string }[]> {
  const { body } = await scene.api.call<{ data: { id: string; vendor: string }[] }>('GET', '/api/v1/routes');
  return body.data;
}

async function sendSome(): Promise<void> {
  const ids = await Promise.all(scene.numbers.take(5).map((to) => scene.accepted({ to, text: 'Shown' })));
  const byPhone = await scene.accepted({ to: OF_PHONE.number, text: 'Shown', route: phone.id });
  for (const id of ids) await scene.reaches(id, 'DELIVERED');
  await scene.reaches(byPhone, 'SENT');
}

async function ask<T>(path: string, query: string): Promise<T> {
  const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams({ query }).toString()}`);
  return (await answer.json()) as T;
}

/** How often each process was scraped so far. */
async function readings(): Promise<number[]> {
  const { data } = await ask<Vector>('query', 'count_over_time(up[1h])');
  return data.result.map(({ value }) => Number(value[1]));
}

test('every query of the dashboard has a result', async () => {
  const without: string[] = [];
  for (const [title, query] of questionsOf(readDashboard(), INTERVAL)) {
    const { status, error, data } = await ask<Vector>('query', query);
    if (status !== 'success' || data.result.length === 0) without.push(`${title}: ${query} (${error ?? 'no series'})`);
  }

  expect(without).toEqual([]);
});

test('every alert can be evaluated, and none fires on a quiet system; those of a busy machine end soon', async () => {
  const wrong: string[] = [];
  for (const { alert, expr } of readAlerts()) {
    const { status, error, data } = await ask<Vector>('query', expr);
    if (status !== 'success') wrong.push(`${alert}: ${error}`);
    else if (OF_THE_MACHINE.includes(alert))
      await until(
        `${alert} is over`,
        async () => (await ask<Vector>('query', expr)).data.result.length === 0,
        OVER_SOON,
      );
    else if (data.result.length > 0) wrong.push(`${alert} is true`);
  }

  expect(wrong).toEqual([]);
}, 90_000);

test('when a phone with an empty battery calls no more, the alerts for that fire, and no other', async () => {
  calls.abort();
  await serving;
  await phone.heartbeat({ battery: 7 });

  await onlyFiring([`PhoneBatteryLow ${phone.id}`, `PhoneOffline ${phone.id}`]);

  calls = new AbortController();
  await phone.heartbeat({ battery: 90 });
  serving = phone.serve(calls.signal);
  await onlyFiring([]);
}, 200_000);

test('when a vendor refuses the account and the other route is forced, the alerts for that fire, and no other', async () => {
  const misconfigured = { kind: 'error', status: 401, code: 20003, message: 'Authenticate' };
  await scene.sandbox.fault({ fault: misconfigured, match: { operation: 'create' }, count: 'always' });
  const sns = (await routes()).find(({ vendor }) => vendor === 'sns')!;
  const force = (body: object) =>
    scene.api.call('POST', `/api/v1/routes/${sns.id}/force`, { body: { ...body, reason: 'planned' } });

  expect((await force({ force: 'open', for_s: 600 })).status).toBe(200);
  const refused = await scene.accepted({ to: scene.numbers.next(), text: 'Waits for the account' });
  await until('it was refused', async () => (await scene.api.message(refused)).attempts.length === 1);
  const id = await scene.accepted({ to: scene.numbers.next(), text: 'Waits for a route' });
  const expected = ['AccountMisconfigured twilio', 'NoRouteForMessages', 'RouteOpen twilio'];
  await onlyFiring(expected);

  await scene.sandbox.clearFaults();
  expect((await force({ force: 'auto' })).status).toBe(200);
  await scene.reaches(id, 'SENT', 'DELIVERED');
}, 200_000);

async function onlyFiring(expected: readonly string[]): Promise<void> {
  const firing = async (): Promise<string[]> => {
    const asked = readAlerts().map(async ({ alert, expr }) => {
      const { data } = await ask<Vector>('query', expr);
      return data.result.map(({ metric: { vendor = '', agent = '' } }) => `${alert} ${vendor}${agent}`.trim());
    });
    return (await Promise.all(asked)).flat().sort();
  };
  const what = `only ${expected.join(', ') || 'nothing'} fires`;
  await until(what, async () => (await firing()).join() === expected.join(), TWO_SCRAPES);
}

test('Prometheus has loaded all rules', async () => {
  const answer = await fetch(`${url}/api/v1/rules`);
  const { data } = (await answer.json()) as Answer<{ groups: { rules: { name: string; lastError?: string }[] }[] }>;

  const rules = data.groups.flatMap(({ rules }) => rules);
  expect(rules.map(({ name }) => name).sort()).toEqual(
    readAlerts()
      .map(({ alert }) => alert)
      .sort(),
  );
  expect(rules.filter(({ lastError }) => lastError)).toEqual([]);
});
