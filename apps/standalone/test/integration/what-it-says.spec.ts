// Real: the supervisor as its own process, with servers, sandbox and services, and the shells that run what it printed.
import { newApiKey } from '#libs/kernel';
import { Sandbox } from '../../../../e2e/harness/sandbox.ts';
import { until } from '../../../../e2e/harness/wait.ts';
import { commands, pasted, Scratch } from './standalone.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

const READY = /Ctrl-C ends everything/;
const LONG = 240_000;

test(
  'with a live key the printed command sends nothing unchanged; the account that sends for real is listed, also when it no longer does',
  async () => {
    const { key } = newApiKey('live');
    const account = { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '1'.repeat(32) };
    const live = { ...account, TWILIO_ENVIRONMENT: 'live', TWILIO_PHONE_NUMBER: '+15005550006', SEED_API_KEY: key };
    const start = scratch.start(live);
    await start.printed(READY);

    expect(start.output()).toMatch(new RegExp(`Live key +${key}`));
    expect(start.output()).toMatch(/Sends for real twilio \(account \S+, live\)$/m);
    const { send } = commands(start.output());
    expect(JSON.parse(await pasted(send))).toMatchObject({ code: 'invalid_number' });
    const [, id] = /twilio \(account (\S+), live\)/.exec(start.output())!;
    start.signal('SIGTERM');
    await start.exited;

    const later = scratch.start({ SEED_API_KEY: key });
    await later.printed(READY);

    expect(later.output()).toMatch(/Sends for real nothing/);
    expect(later.output()).toMatch(
      new RegExp(`Switched off +twilio \\(account ${id}, live\\): no longer named by the settings`),
    );
  },
  LONG,
);

test(
  "while every vendor sends for real, a test key still reaches only the sandbox's phones",
  async () => {
    const nowhere = 'http://127.0.0.1:9';
    const start = scratch.start({
      TWILIO_ENVIRONMENT: 'live',
      TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: '1'.repeat(32),
      TWILIO_PHONE_NUMBER: '+15005550006',
      TWILIO_API_URL: nowhere,
      AWS_ENVIRONMENT: 'live',
      AWS_ACCESS_KEY_ID: 'AKIA1111111111111111',
      AWS_SECRET_ACCESS_KEY: '1'.repeat(40),
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: nowhere,
    });
    await start.printed(READY);

    for (const vendor of ['twilio', 'sns'])
      expect(start.output()).toMatch(new RegExp(`Sends for real .*${vendor} \\(account \\S+, live\\)`));
    const answer = JSON.parse(await pasted(commands(start.output()).send)) as Record<string, unknown>;
    expect(answer).toMatchObject({ warnings: [] });
    const [, phones] = await start.printed(/Phones +(http:\S+?)\/ /);
    const sandbox = new Sandbox(phones!);
    await until('it has arrived', async () => (await sandbox.textsTo('+12025550147')).length === 1, {
      withinMs: 20_000,
    });
    expect((await sandbox.texts()).map(({ vendor }) => vendor)).toEqual(['twilio']);
  },
  LONG,
);

test(
  'with a live key and no live account the first call says so',
  async () => {
    const start = scratch.start({ SEED_API_KEY: newApiKey('live').key });
    await start.printed(READY);

    expect(start.output()).toMatch(/Sends for real nothing/);
    const { send } = commands(start.output());
    expect(JSON.parse(await pasted(send.replace('YOUR-NUMBER', '+12025550142')))).toMatchObject({ code: 'no_route' });
  },
  LONG,
);
