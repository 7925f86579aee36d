// Real: the supervisor as its own process, and the programs that prevent its start.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Scratch, type Started } from './standalone.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

const READY = /Postrider is ready/;
const LONG = 240_000;

/** Waits for the end and returns the text that a person then reads. */
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
  'half of a vendor account is refused, with the names that are missing',
  async () => {
    const start = scratch.start({ AWS_ENVIRONMENT: 'live', AWS_ACCESS_KEY_ID: 'AKIAOFTHECALLER00000' });

    await start.printed(/AWS_SECRET_ACCESS_KEY must be set as well: AWS_ACCESS_KEY_ID is set, and is only half/);
    await start.printed(/AWS_REGION must be set as well/);
  },
  LONG,
);

test(
  'ends in order if the signal comes while it is starting',
  async () => {
    const start = scratch.start();
    await start.printed(/mongod \d+\.\d+/);

    start.signal('SIGINT');

    expect(await ended(start, 0)).not.toMatch(READY);
    expect(existsSync(join(scratch.data, 'run.json'))).toBe(false);
  },
  LONG,
);

test.each(['PORT', 'SANDBOX_PORT', 'AGENT_PORT'])(
  'names the port of %s that is taken, and the variable to set',
  async (variable) => {
    const { port, free } = await takenPort();

    const start = scratch.start({ [variable]: String(port) });

    expect(await ended(start, 3)).toBe(
      `Port ${port} is taken by another program. Set ${variable} to a free one, as in \`${variable}=${port + 1} npm start\`.\n`,
    );
    free();
  },
);

test('says if the data folder cannot be written', async () => {
  const start = scratch.start({ POSTRIDER_DATA: '/dev/null/data' });

  expect(await ended(start, 5)).toBe(
    'The data folder /dev/null/data cannot be written (ENOTDIR). Make it writable, or set POSTRIDER_DATA to a folder that is.\n',
  );
});

test(
  'names every way that was tried if no server can be found',
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
  'says if a given server does not answer',
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
    'is ended by name if a variable is missing',
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

  test('that does not exist is refused with the existing ones', async () => {
    const start = scratch.start({}, ['gatway']);

    expect(await ended(start, 2)).toMatch(
      /^There is no service gatway; there are agent-lease, dispatcher, gateway, .*sandbox.*\.\n$/,
    );
  });
});
