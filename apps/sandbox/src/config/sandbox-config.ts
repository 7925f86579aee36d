import { ConfigError, readConfig, setting, type ConfigOf, type Settings } from '#libs/kernel';
import type { FakeVendor } from '#libs/sandbox-kit';

export const sandboxSettings = {
  port: setting.port('SANDBOX_PORT', {
    describe: "The port of the fake vendors and the phones' page.",
    fallback: '8025',
  }),
  host: setting.listenAddress('SANDBOX_HOST', {
    describe: 'The address it listens on; it has no log-in, so that anybody who can reach it can read and control it.',
    fallback: '127.0.0.1',
  }),
  dataFolder: setting.text('SANDBOX_DATA', {
    describe: 'The folder of the ledger of texts received.',
    fallback: '.data/sandbox',
  }),
  keptTexts: setting.integer('SANDBOX_KEEP', {
    describe: 'How many of the newest texts stay in memory; the ledger on disk keeps all.',
    fallback: '200000',
    min: 1,
  }),
  latencyMs: setting.integer('SANDBOX_LATENCY_MS', {
    describe: 'How long each fake vendor takes between accepting and answering.',
    fallback: '0',
    max: 600_000,
  }),
  receipts: setting.oneOf('SANDBOX_RECEIPTS', ['on', 'off', 'delay'], {
    describe: 'Whether receipts come by themselves, only by hand, or late.',
    fallback: 'on',
  }),
  receiptDelayMs: setting.integer('SANDBOX_RECEIPT_DELAY_MS', {
    describe: 'With SANDBOX_RECEIPTS=delay: how much later the last status comes.',
    fallback: '2000',
  }),
  phones: setting.integer('SANDBOX_PHONES', {
    describe: 'How many phones that send it has at the start; its page `/radio` adds more, and steers them.',
    fallback: '0',
    max: 500,
  }),
  agentUrl: setting.url('SANDBOX_AGENT_URL', {
    describe: 'Where its phones call: agent-lease or the gateway.',
    fallback: 'http://127.0.0.1:8010',
  }),
  registrationSecret: setting.optionalText('AGENT_REGISTRATION_SECRET', {
    describe: 'With it the phones of SANDBOX_PHONES register; without it they wait for enrolment codes.',
    secret: true,
  }),
};

export interface SandboxConfig extends ConfigOf<typeof sandboxSettings> {
  /** The settings of each fake vendor, by its name. */
  readonly vendors: Readonly<Record<string, ConfigOf<Settings>>>;
  /** Those that it hosts. */
  readonly fakes: readonly FakeVendor[];
}

/** `--only <vendor>` hosts one of them, on the port on which its users know it, with a ledger of its own. */
export function readSandboxConfig(
  all: readonly FakeVendor[],
  env: Readonly<Record<string, string | undefined>> = process.env,
  args: readonly string[] = [],
): SandboxConfig {
  const only = onlyIn(args, all);
  const fakes = only ? [only] : all;
  const vendors = fakes.map(({ name, settings }) => [name, readAccount(settings, env)] as const);
  const config = readConfig(sandboxSettings, {
    ...(only && { SANDBOX_DATA: `.data/sandbox-${only.name}`, ...(only.port && { SANDBOX_PORT: only.port }) }),
    ...given(env),
  });
  return { ...config, fakes, vendors: Object.fromEntries(vendors) };
}

function onlyIn(args: readonly string[], all: readonly FakeVendor[]): FakeVendor | undefined {
  const [option, name, ...more] = args.flatMap((arg) => arg.split(/=(.*)/s, 2));
  if (option === undefined) return undefined;
  const found = all.find((fake) => fake.name === name);
  if (option === '--only' && found && more.length === 0) return found;
  const names = all.map((fake) => fake.name).join(', ');
  throw new ConfigError([`The sandbox takes --only and one vendor, or nothing. The vendors are ${names}.`]);
}

/** An empty variable counts as absent. */
const given = (env: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value));

/** An account is complete or absent; half of one is refused with the missing setting. */
function readAccount<Own extends Settings>(
  settings: Own,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<Own> {
  const config = readConfig(settings, env);
  const account = Object.entries(settings).filter(([, { fallback }]) => fallback === '');
  const there = account.find(([name]) => config[name] !== undefined);
  const missing = account.filter(([name]) => config[name] === undefined);
  if (there === undefined || missing.length === 0) return config;
  const [, { variable: other }] = there;
  throw new ConfigError(
    missing.map(([, { variable }]) => `${variable} is missing: ${other} alone is half an account.`),
  );
}
