// Real: npm, its shell, the supervisor, servers, sandbox and services.
import { isPortFree } from '#libs/servers';
import { areGone, familyOf, Scratch, until, type Started } from './standalone.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

const READY = /Ctrl-C ends everything/;
const LONG = 240_000;

async function portsOf(start: Started): Promise<number[]> {
  const [, api] = await start.printed(/API +http:\S+:(\d+) /);
  const [, phones] = await start.printed(/Phones +http:\S+:(\d+)\/ /);
  return [Number(api), Number(phones)];
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
  '%s to npm alone ends everything that it started',
  async (signal) => {
    const start = scratch.npmStart();
    await start.printed(READY);
    const ports = await portsOf(start);
    const family = familyOf(start.pid);
    expect(family).toEqual(expect.arrayContaining(Object.values(scratch.parts())));

    start.signal(signal);

    await until(() => areGone(family));
    expect(await Promise.all(ports.map((port) => isPortFree(port, '127.0.0.1')))).toEqual([true, true]);
  },
  LONG,
);

test.each(['SIGINT', 'SIGHUP'] as const)(
  '%s to npm while it is starting ends everything that was started',
  async (signal) => {
    const start = scratch.npmStart();
    await start.printed(/mongod \d+\.\d+/);
    const family = familyOf(start.pid);

    start.signal(signal);

    await until(() => areGone(family) && scratch.processes().length === 0);
    expect(start.output()).not.toMatch(READY);
  },
  LONG,
);

test(
  'one service alone ends with npm too',
  async () => {
    const account = { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '1'.repeat(32) };
    const start = scratch.npmStart({ ...account, SANDBOX_DATA: `${scratch.data}/sandbox` }, ['--', 'sandbox']);
    await start.printed(/"ports":\{"http":(\d+)/);
    const family = familyOf(start.pid);
    expect(family.length).toBeGreaterThan(1);

    start.signal('SIGKILL');

    await until(() => areGone(family));
  },
  LONG,
);
