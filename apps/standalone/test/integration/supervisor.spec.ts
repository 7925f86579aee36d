// Real: the supervisor as its own process, with servers, sandbox and services, and the shells that run what it printed.
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { areGone, commands, pasted, Scratch, until, type Started } from './standalone.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

const READY = /Postrider is ready/;
const LONG = 240_000;

/** Waits for the end and gives what a person then reads. */
async function ended(start: Started, code: number): Promise<string> {
  expect(await start.exited).toEqual({ code, signal: null });
  return start.output();
}

async function takenPort(): Promise<{ port: number; free: () => void }> {
  const server = createServer().listen(0, '0.0.0.0');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, free: () => void server.close() };
}

test(
  'prints what sends a text as it is, ends in order with Ctrl-C, and shows the same at the next start',
  async () => {
    const first = scratch.start();
    await first.printed(READY);
    const { send, sendAndShow } = commands(first.output());
    const pids = Object.values(scratch.parts());

    expect(JSON.parse(await pasted(send))).toMatchObject({ id: expect.any(String) });
    expect(JSON.parse(await pasted(send, 'bash'))).toMatchObject({ id: expect.any(String) });
    await until(async () => /"status":"(SENT|DELIVERED)"/.test(await pasted(sendAndShow)));
    expect(pids).toHaveLength(5);

    first.signal('SIGINT');
    await ended(first, 0);
    expect(areGone(pids)).toBe(true);
    expect(existsSync(join(scratch.data, 'run.json'))).toBe(false);

    const second = scratch.start();
    await second.printed(READY);
    const credentials = /password \S+\n.*sms_test_\w+/;
    expect(credentials.exec(second.output())?.[0]).toBe(credentials.exec(first.output())?.[0]);
    expect(JSON.parse(await pasted(commands(second.output()).send))).toMatchObject({ id: expect.any(String) });
  },
  LONG,
);

test(
  "sends test messages through the sandbox's other vendor when the caller has a Twilio account, which carries live ones",
  async () => {
    const own = { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '1'.repeat(32) };
    const live = { TWILIO_ENVIRONMENT: 'live', TWILIO_PHONE_NUMBER: '+15005550006' };
    const start = scratch.start({ ...own, ...live });
    const [, sandbox] = await start.printed(/Phones +(http:\S+?)\/ /);
    await start.printed(READY);

    await pasted(commands(start.output()).send);

    const counts = async () => (await (await fetch(`${sandbox}/_sandbox/counts`)).json()) as { texts: number };
    await until(async () => (await counts()).texts > 0);
    expect(await counts()).toMatchObject({ byVendor: { sns: 1 } });
  },
  LONG,
);

test(
  'half of a vendor account is refused, by the names that are missing',
  async () => {
    const start = scratch.start({ AWS_ENVIRONMENT: 'live', AWS_ACCESS_KEY_ID: 'AKIAOFTHECALLER00000' });

    await start.printed(/AWS_SECRET_ACCESS_KEY must be set as well: AWS_ACCESS_KEY_ID is, and is only half/);
    await start.printed(/AWS_REGION must be set as well/);
  },
  LONG,
);

test(
  'keeps secrets from others, out of the logs, and from the sandbox',
  async () => {
    const start = scratch.start();
    await start.printed(READY);
    await pasted(commands(start.output()).sendAndShow);
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
  },
  LONG,
);

test(
  'names a part that crashed and starts it again, and refuses a second start meanwhile',
  async () => {
    const start = scratch.start();
    await start.printed(READY);
    const before = scratch.parts();

    const second = scratch.start();
    expect(await ended(second, 4)).toMatch(new RegExp(`already runs in ${scratch.data} as process ${start.pid}\\.`));

    for (const name of ['core', 'edge', 'mongod', 'nats-server', 'sandbox']) {
      const from = start.output().length;
      process.kill(before[name]!, 'SIGKILL');
      await start.printed(new RegExp(`${name} ended with signal SIGKILL and is started again in [\\d.]+ s`), from);
      await start.printed(new RegExp(`${name} runs again`), from);
      expect(scratch.parts()[name]).not.toBe(before[name]);
    }
    await until(async () => (await pasted(commands(start.output()).sendAndShow)).includes('"status":"DELIVERED"'));
  },
  LONG,
);

test(
  'says where health and metrics of each process are, also after a crash',
  async () => {
    const start = scratch.start({ OPS_PORT: '1' });
    await start.printed(READY);
    const answers = async (address: string) => (await fetch(`${address}/health/ready`)).json();

    const printed = /Health +(\S+) \(gateway\), (\S+) \(dispatcher and adapters\)/.exec(start.output()) ?? [];
    expect(printed.slice(1)).toEqual([scratch.opsOf('edge'), scratch.opsOf('core')]);
    expect(await answers(scratch.opsOf('edge'))).toMatchObject({ services: { gateway: { ready: true } } });
    expect(await answers(scratch.opsOf('core'))).toMatchObject({ services: { dispatcher: { ready: true } } });

    process.kill(scratch.parts().edge!, 'SIGKILL');
    await start.printed(/edge runs again/);
    expect(await answers(scratch.opsOf('edge'))).toMatchObject({ services: { gateway: { ready: true } } });
  },
  LONG,
);

test(
  'takes everything along when it is killed, and starts again after that',
  async () => {
    const killed = scratch.start();
    await killed.printed(READY);
    const pids = Object.values(scratch.parts());

    killed.signal('SIGKILL');
    await killed.exited;
    const next = scratch.start();
    await next.printed(READY);

    expect(areGone(pids)).toBe(true);
    expect(JSON.parse(await pasted(commands(next.output()).send))).toMatchObject({ id: expect.any(String) });
    expect(existsSync(join(scratch.data, 'logs/core.log.1'))).toBe(true);
  },
  LONG,
);

test(
  'leaves nothing behind when it is killed and not started again',
  async () => {
    const killed = scratch.start();
    await killed.printed(READY);
    const pids = Object.values(scratch.parts());

    killed.signal('SIGKILL');

    await until(() => areGone(pids));
  },
  LONG,
);

test(
  'ends in order when the signal comes while it is starting',
  async () => {
    const start = scratch.start();
    await start.printed(/mongod \d+\.\d+/);

    start.signal('SIGINT');

    expect(await ended(start, 0)).not.toMatch(READY);
    expect(existsSync(join(scratch.data, 'run.json'))).toBe(false);
  },
  LONG,
);

test.each(['PORT', 'SANDBOX_PORT'])('names the port of %s that is taken, and the variable to set', async (variable) => {
  const { port, free } = await takenPort();

  const start = scratch.start({ [variable]: String(port) });

  expect(await ended(start, 3)).toBe(
    `Port ${port} is taken by another program. Set ${variable} to a free one, as in \`${variable}=${port + 1} npm start\`.\n`,
  );
  free();
});

test('says when the data folder cannot be written', async () => {
  const start = scratch.start({ POSTRIDER_DATA: '/dev/null/data' });

  expect(await ended(start, 5)).toBe(
    'The data folder /dev/null/data cannot be written (ENOTDIR). Make it writable, or set POSTRIDER_DATA to a folder that is.\n',
  );
});

test(
  'keeps fetched servers in the data folder when there is no home to write to, and says so',
  async () => {
    const start = scratch.start({ HOME: '/dev/null/home', XDG_CACHE_HOME: '' });

    await start.printed(READY);
    expect(start.output()).toContain(
      `/dev/null/home/.cache/postrider/bin cannot be written (ENOTDIR), so fetched programs are kept in ${scratch.data}/bin`,
    );
  },
  LONG,
);

test(
  'names every way that was tried when there is no server to be had',
  async () => {
    const start = scratch.start({
      PATH: '/nowhere',
      XDG_CACHE_HOME: join(scratch.data, 'c'),
      HTTPS_PROXY: 'http://127.0.0.1:1',
    });

    const output = await ended(start, 6);
    expect(output).toMatch(/was not found\. .* is needed: install/);
    expect(output).toMatch(/1\. .*\n {2}2\. .*\n {2}3\. .*\n {2}4\. .*\n {2}5\. /);
  },
  LONG,
);

test(
  'says when a server that was named does not answer',
  async () => {
    const start = scratch.start({ NATS_URL: 'nats://127.0.0.1:1' });

    expect(await ended(start, 8)).toContain('NATS_URL is set, but no nats-server answers there.');
  },
  LONG,
);

test(
  'names a variable that a service refuses',
  async () => {
    const start = scratch.start({ LOG_LEVEL: 'loud' });

    expect(await ended(start, 2)).toMatch(/LOG_LEVEL must be one of/);
  },
  LONG,
);

describe('one service alone', () => {
  test(
    'is ended by name when a variable is missing',
    async () => {
      const start = scratch.start({}, ['gateway']);

      const output = await ended(start, 2);
      for (const variable of ['NATS_URL', 'MONGODB_URI', 'JWT_SECRET', 'API_KEY_PEPPER'])
        expect(output).toContain(`${variable} is missing`);
    },
    LONG,
  );

  test(
    'runs with the given environment until a signal comes',
    async () => {
      const account = { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '1'.repeat(32) };
      const start = scratch.start({ ...account, SANDBOX_DATA: join(scratch.data, 'sandbox') }, ['sandbox']);
      const [, port] = await start.printed(/"ports":\{"http":(\d+)/);

      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      start.signal('SIGTERM');
      await ended(start, 0);
    },
    LONG,
  );

  test('that does not exist is refused with those that do', async () => {
    const start = scratch.start({}, ['gatway']);

    expect(await ended(start, 2)).toMatch(
      /^There is no service gatway; there are dispatcher, gateway, .*sandbox.*\.\n$/,
    );
  });
});
