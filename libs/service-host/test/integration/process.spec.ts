// Real: nats-server, and two services hosted in one process of its own, as an app runs them.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from '#libs/kernel';
import { type Bus, NoResponders } from '#libs/messaging';
import { testNats, type TestNats } from '../../../messaging/testing/index.ts';
import { echo, relay } from '../fixtures/echo.ts';

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../fixtures');

interface Ready {
  readonly type: 'ready';
  readonly service: string;
  readonly ports: { readonly http?: number; readonly ops: number };
}
interface Host {
  readonly child: ChildProcess;
  readonly ready: Ready[];
  readonly exited: Promise<unknown[]>;
  /** Its log lines and what it wrote to standard error. */
  output(): string;
}

let nats: TestNats;
let bus: Bus;
let hosts: Host[];

beforeEach(async () => {
  nats = await testNats();
  bus = await nats.bus('caller');
  hosts = [];
});
afterEach(async () => {
  for (const { child } of hosts) child.kill('SIGKILL');
  await nats.close();
});

function launch(env: Record<string, string> = {}): Host {
  const { natsUrl, subjectPrefix } = nats.settings;
  const child = fork(join(FIXTURES, 'main.ts'), {
    execArgv: ['--import', join(FIXTURES, 'compile-hook.mjs')],
    env: { PATH: process.env.PATH, NATS_URL: natsUrl, NATS_SUBJECT_PREFIX: subjectPrefix, GREETING: 'hi', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ready: Ready[] = [];
  let output = '';
  child.on('message', (message) => ready.push(message as Ready));
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const host = { child, ready, exited: once(child, 'exit'), output: () => output };
  hosts.push(host);
  return host;
}

async function launched(env?: Record<string, string>): Promise<Host & { ops: string; http: string }> {
  const host = launch(env);
  await until(() => host.ready.length === 2 || host.child.exitCode !== null);
  if (host.ready.length < 2) throw new Error(`It did not start: ${host.output()}`);
  const port = (of: 'http' | 'ops'): number | undefined => host.ready.find(({ ports }) => ports[of])?.ports[of];
  return { ...host, ops: `http://127.0.0.1:${port('ops')}`, http: `http://127.0.0.1:${port('http')}` };
}

async function until(condition: () => boolean): Promise<void> {
  const ends = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > ends) throw new Error('The condition was not met in time.');
    await sleep(10);
  }
}

it('serves both services on the bus, one of them on HTTP, and says so to its parent', async () => {
  const host = await launched();

  expect(host.ready.map(({ service }) => service)).toEqual(['echo', 'relay']);
  expect(await bus.call(relay, { word: 'you' })).toEqual({ word: 'hi you' });
  expect(await (await fetch(`${host.http}/echo`)).json()).toEqual({ word: 'hi slow' });
  expect(host.output()).toContain('"event":"service.ready"');
});

it('serves health and the metrics of each service on one ops port', async () => {
  const { ops } = await launched();
  await bus.call(echo, { word: 'x' });

  expect((await fetch(`${ops}/health/live`)).status).toBe(200);
  const ready = await fetch(`${ops}/health/ready`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ status: 'ready', services: { echo: { checks: { bus: 'ok' } } } });
  const metrics = await (await fetch(`${ops}/metrics`)).text();
  expect(metrics).toMatch(/bus_served_seconds_count\{service="echo",subject="echo\.rpc\.echo\.v1",outcome="ok"\} 1/);
  expect(metrics).toContain('nodejs_eventloop_lag_seconds');
  expect(metrics.match(/# TYPE bus_calls_total/g)).toHaveLength(1);
});

it('is not ready while a check of a service fails', async () => {
  const { ops } = await launched({ GREETING: 'unhealthy' });

  const ready = await fetch(`${ops}/health/ready`);

  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ services: { echo: { ready: false, checks: { greeting: 'failing' } } } });
});

it('finishes its running calls on SIGTERM, on the bus and on HTTP, and exits with 0', async () => {
  const host = await launched();
  const calls = Array.from({ length: 50 }, () => bus.call(relay, { word: 'slow' }));
  const overHttp = fetch(`${host.http}/echo`);
  await until(() => host.output().split('slow.begun').length > 51);

  const began = performance.now();
  host.child.kill('SIGTERM');

  expect(await Promise.all(calls)).toEqual(Array(50).fill({ word: 'hi slow' }));
  expect((await overHttp).status).toBe(200);
  expect((await host.exited)[0]).toBe(0);
  expect(performance.now() - began).toBeLessThan(14_000);
  expect(host.output()).toMatch(/loop\.ended[^]*module\.closed/);
  await expect(bus.call(echo, { word: 'x' })).rejects.toBeInstanceOf(NoResponders);
});

it('exits at once on a second signal', async () => {
  const { child, exited } = await launched();
  const slow = bus.call(echo, { word: 'slow' }, { timeoutMs: 500 }).catch(() => undefined);
  await bus.call(echo, { word: 'now' });

  child.kill('SIGTERM');
  child.kill('SIGINT');

  expect((await exited)[0]).toBe(1);
  await slow;
});

it('treats Ctrl-C, which comes from the terminal and from npm, as one signal', async () => {
  const host = await launched();
  const slow = bus.call(relay, { word: 'slow' });
  await until(() => host.output().includes('slow.begun'));

  host.child.kill('SIGINT');
  await until(() => host.output().includes('service.stopping'));
  host.child.kill('SIGINT');

  expect(await slow).toEqual({ word: 'hi slow' });
  expect((await host.exited)[0]).toBe(0);
});

it('drains and ends when its parent has ended', async () => {
  const { child, exited } = await launched();

  child.disconnect();

  expect((await exited)[0]).toBe(0);
});

it('logs an uncaught error and exits with 1', async () => {
  const { exited, output } = await launched();

  await bus.call(echo, { word: 'fault' });

  expect((await exited)[0]).toBe(1);
  expect(output()).toContain('service.uncaught');
});

it('names every missing setting once on standard error and exits with 2', async () => {
  const { exited, output } = launch({ GREETING: '', OPS_PORT: 'here' });

  expect((await exited)[0]).toBe(2);
  expect(output().trim().split('\n')).toEqual([
    'OPS_PORT must be a whole number from 0 to 65535.',
    'GREETING is missing: What the echo says first.',
  ]);
});

it('says in one line that there is no broker and exits with 1', async () => {
  const { exited, output } = launch({ NATS_URL: 'nats://127.0.0.1:9' });

  expect((await exited)[0]).toBe(1);
  expect(output()).toContain('NATS at 127.0.0.1:9 cannot be reached');
});
