// Real: sealing, the waits between tries. The spec acts as the dispatcher behind the bus port, and gives the time that
// has passed.
import { clock, PostriderError } from '#libs/kernel';
import type { VendorAccount } from '#libs/contracts';
import { createLog } from '#libs/observability';
import type { VendorAdapter } from './adapter.ts';
import type { ProviderBus } from './ports.ts';
import { Registration, type OwnAccount } from './registration.ts';
import { ANY_SENDER } from '../testing/builders.ts';

const account = { identity: ['AC1'], fields: [], secrets: {}, environment: 'test' as const };
const adapter: VendorAdapter<object> = {
  vendor: 'acme',
  lookup: 'none',
  receipts: 'callback',
  carries: { text: true },
  senders: ANY_SENDER,
  order: 10,
  account: () => account,
  check: async () => ({ ok: true }),
  parseSecrets: () => ({}),
  send: () => Promise.resolve({ outcome: 'accepted' }),
  readCallback: () => ({}),
};

/** The calls to the dispatcher, with their requests. */
let asked: { subject: string; request: object }[];
beforeEach(() => {
  asked = [];
});

/** Registers with a dispatcher that first fails with the given errors; each failed try takes `eachTakesMs`. */
async function register(failures: readonly Error[], eachTakesMs: number, sandbox?: OwnAccount<object>) {
  const lines: { level: string; event: string }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) };
  const left = [...failures];
  let passedMs = 0;
  const call = async ({ subject }: { subject: string }, request: object): Promise<VendorAccount> => {
    const failure = left.shift();
    if (!failure) asked.push({ subject, request });
    if (!failure) return { account: 'a', route: 'acme-1', tenant: 'abcdefgh', sealed: '', now: clock.now() };
    passedMs += eachTakesMs;
    throw failure;
  };
  const registration = new Registration({
    bus: { call: call as ProviderBus['call'] },
    adapter,
    account,
    sandbox,
    vendorKey: Buffer.alloc(32, 7),
    log: createLog({ service: 'provider-acme', level: 'info', destination }),
    stopping: new AbortController().signal,
    nowMs: () => passedMs,
  });

  await registration.run();

  expect(registration.registered).toBe(true);
  return lines.map(({ level, event }) => `${level} ${event}`);
}

const away = (): Error => new Error('no responders');
const REGISTERED = 'info provider.account_registered';

test('an ordinary start, in which the dispatcher answers a little later, logs no warning', async () => {
  expect(await register([away(), away(), away()], 15_000)).toEqual([REGISTERED]);
});

test('a dispatcher that stays away longer than a start takes causes a warning', async () => {
  expect(await register([away(), away(), away()], 25_000)).toEqual(['warn provider.registration_failed', REGISTERED]);
});

test('a dispatcher that refuses the account causes a warning at once', async () => {
  const refused = new PostriderError('invalid_account', 'It cannot be kept.');

  expect(await register([refused], 0)).toEqual(['warn provider.registration_failed', REGISTERED]);
});

test("after its own account an adapter registers the sandbox's, or that it has none for test messages", async () => {
  await register([], 0);
  await register([], 0, { ...account, identity: ['AC of the sandbox'] });

  expect(asked.map(({ subject }) => subject)).toEqual(
    ['register-account', 'sandbox-account', 'register-account', 'sandbox-account'].map(
      (it) => `dispatcher.rpc.${it}.v1`,
    ),
  );
  expect(asked[1]!.request).toEqual({ vendor: 'acme', started_ms_ago: expect.any(Number) });
  expect(asked[3]!.request).toMatchObject({ vendor: 'acme', account: { environment: 'test', vendor: 'acme' } });
});
