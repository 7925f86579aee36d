// Real: the supervisor as its own process, with servers, sandbox and services, and the shells that run what it printed.
// One installation and its starts: each test continues where the one before it ended.
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { areGone, commands, pasted, Scratch, until, type Started } from './standalone.ts';

const READY = /Postrider is ready/;
const CREDENTIALS = /password \S+\n.*sms_test_\w+/;
const LONG = 240_000;
/** Of a later start. */
const CHANGED = {
  HOME: '/dev/null/home',
  XDG_CACHE_HOME: '',
  SEED_ADMIN_PASSWORD: 'another-password',
  HOST: '0.0.0.0',
};

const scratch = new Scratch();
let start: Started;
let credentials: string | undefined;
beforeAll(async () => {
  start = await ready({ OPS_PORT: '1' });
  credentials = CREDENTIALS.exec(start.output())?.[0];
}, LONG);
afterAll(() => scratch.remove());

async function ready(environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  const begun = scratch.start(environment);
  await begun.printed(READY);
  return begun;
}

/** The lines of a part's log. */
const logged = (name: string): { event: string; time: string }[] =>
  readFileSync(join(scratch.data, 'logs', `${name}.log`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; time: string });

async function logIn(address: string, username: string, password: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ username, password });
  return (await fetch(`${address}/api/v1/auth/login`, { method: 'POST', headers, body })).status;
}

async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  const opened = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return opened;
}

const healthAt = async (ops: string): Promise<unknown> => (await fetch(`${ops}/health/ready`)).json();

test(
  'prints a command that sends a text unchanged',
  async () => {
    const { send, sendAndShow } = commands(start.output());

    expect(JSON.parse(await pasted(send))).toMatchObject({ id: expect.any(String) });
    expect(JSON.parse(await pasted(send, 'bash'))).toMatchObject({ id: expect.any(String) });
    await until(async () => /"status":"(SENT|DELIVERED)"/.test(await pasted(sendAndShow)));
    expect(Object.values(scratch.parts())).toHaveLength(5);
  },
  LONG,
);

test('core starts after the gateway listens, so that the gateway takes every receipt of what core sends', () => {
  const [listening] = logged('edge').filter(({ event }) => event === 'service.ready');
  const [first] = logged('core');

  expect(Date.parse(first!.time)).toBeGreaterThan(Date.parse(listening!.time));
});

test('prints a password that is valid, and listens on this machine only', async () => {
  const [, address = ''] = await start.printed(/API +(http:\S+)/);
  const [, password = ''] = await start.printed(/admin +password (\S+)/);

  expect(await logIn(address, 'admin', password)).toBe(200);
  expect(await isOpen('127.0.0.2', Number(new URL(address).port))).toBe(false);
});

test('keeps secrets from other users, out of the logs, and from the sandbox', () => {
  const { sandbox } = scratch.parts();

  const made = JSON.parse(readFileSync(join(scratch.data, 'first-run.json'), 'utf8')) as Record<string, string>;
  for (const file of ['first-run.json', 'keys/tenant.key'])
    expect(statSync(join(scratch.data, file)).mode & 0o777).toBe(0o600);
  const logs = ['edge', 'core', 'sandbox'].map((name) =>
    readFileSync(join(scratch.data, 'logs', `${name}.log`), 'utf8'),
  );
  const secrets = Object.entries(made).flatMap(([name, value]) => (/USERNAME|SID/.test(name) ? [] : [value]));
  expect(secrets.filter((secret) => logs.join('').includes(secret))).toEqual([]);
  expect(readFileSync(`/proc/${sandbox}/environ`, 'utf8')).not.toMatch(/JWT_SECRET|PEPPER|VENDOR_KEY|SEED_/);
});

test(
  'refuses a second start meanwhile',
  async () => {
    const second = scratch.start();

    expect(await second.exited).toEqual({ code: 4, signal: null });
    expect(second.output()).toMatch(new RegExp(`already runs in ${scratch.data} as process ${start.pid}\\.`));
  },
  LONG,
);

test('says where health and metrics of each process are', async () => {
  const printed =
    /Health +(\S+) \(gateway\), (\S+) \(dispatcher, agent-lease and adapters\)/.exec(start.output()) ?? [];

  expect(printed.slice(1)).toEqual([scratch.opsOf('edge'), scratch.opsOf('core')]);
  expect(await healthAt(scratch.opsOf('edge'))).toMatchObject({ services: { gateway: { ready: true } } });
  const core = { dispatcher: { ready: true }, 'agent-lease': { ready: true } };
  expect(await healthAt(scratch.opsOf('core'))).toMatchObject({ services: core });
});

test(
  'ends in order with Ctrl-C, and shows the same at the next start',
  async () => {
    const pids = Object.values(scratch.parts());

    start.signal('SIGINT');
    expect(await start.exited).toEqual({ code: 0, signal: null });
    expect(areGone(pids)).toBe(true);
    expect(existsSync(join(scratch.data, 'run.json'))).toBe(false);

    start = await ready({ OPS_PORT: '1' });
    expect(credentials).toBeDefined();
    expect(CREDENTIALS.exec(start.output())?.[0]).toBe(credentials);
    expect(JSON.parse(await pasted(commands(start.output()).send))).toMatchObject({ id: expect.any(String) });
  },
  LONG,
);

test(
  'names a part that crashed and restarts it, and says where its health is then',
  async () => {
    const before = scratch.parts();

    for (const name of ['core', 'edge', 'mongod', 'nats-server', 'sandbox']) {
      const from = start.output().length;
      process.kill(before[name]!, 'SIGKILL');
      await start.printed(new RegExp(`${name} ended with signal SIGKILL and is started again in [\\d.]+ s`), from);
      await start.printed(new RegExp(`${name} runs again`), from);
      expect(scratch.parts()[name]).not.toBe(before[name]);
    }

    expect(await healthAt(scratch.opsOf('edge'))).toMatchObject({ services: { gateway: { ready: true } } });
    await until(async () => (await pasted(commands(start.output()).sendAndShow)).includes('"status":"DELIVERED"'));
  },
  LONG,
);

test(
  'ends all processes when it is killed, and starts again after that',
  async () => {
    const pids = Object.values(scratch.parts());

    start.signal('SIGKILL');
    await start.exited;
    start = await ready(CHANGED);

    expect(areGone(pids)).toBe(true);
    expect(JSON.parse(await pasted(commands(start.output()).send))).toMatchObject({ id: expect.any(String) });
    expect(existsSync(join(scratch.data, 'logs/core.log.1'))).toBe(true);
  },
  LONG,
);

test('keeps fetched servers in the data folder if there is no home to write to, and says so', () => {
  expect(start.output()).toContain(
    `/dev/null/home/.cache/postrider/bin cannot be written (ENOTDIR), so fetched programs are kept in ${scratch.data}/bin`,
  );
});

test('prints no password that fails, and listens on the given address', async () => {
  expect(start.output()).not.toContain('another-password');
  expect(start.output()).toContain('`SEED_ADMIN_USERNAME=admin2 npm start`');
  const [, open = ''] = await start.printed(/API +http:\S+:(\d+) /);
  expect(await isOpen('127.0.0.2', Number(open))).toBe(true);
});

test(
  'leaves nothing running when it is killed and not started again',
  async () => {
    const pids = Object.values(scratch.parts());

    start.signal('SIGKILL');

    await until(() => areGone(pids));
  },
  LONG,
);
