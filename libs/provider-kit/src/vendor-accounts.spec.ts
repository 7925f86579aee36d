// Real: sealing, caching, registration, the kernel clock. The spec acts as the dispatcher behind the bus port.
import { clock, PostriderError, unavailable } from '#libs/kernel';
import type { RegisterAccountRequest, VendorAccountQuery } from '#libs/contracts';
import { silentLog } from '#libs/observability';
import type { VendorAdapter } from './adapter.ts';
import { DeliverLoop } from './deliver-loop.ts';
import type { ProviderBus } from './ports.ts';
import { Registration, sealedAccount } from './registration.ts';
import { sha256Hex } from './signatures.ts';
import { UnreadableAccount, VendorAccounts } from './vendor-accounts.ts';
import { ANY_SENDER } from '../testing/builders.ts';

const VENDOR_KEY = Buffer.alloc(32, 7);
const adapter: VendorAdapter<{ token: string }> = {
  vendor: 'acme',
  lookup: 'search',
  receipts: 'callback',
  carries: { text: true },
  senders: ANY_SENDER,
  order: 10,
  account: () => {
    throw new Error('not asked');
  },
  check: async () => ({ ok: true }),
  parseSecrets: (value) => value as { token: string },
  send: () => Promise.resolve({ outcome: 'accepted' }),
  readCallback: () => ({}),
};

/** A dispatcher with the accounts that were registered; `fail` makes its next answers errors. */
function dispatcher() {
  const registered: RegisterAccountRequest[] = [];
  const queries: VendorAccountQuery[] = [];
  const fail: Error[] = [];
  const times: number[] = [];
  const failIfDue = () => {
    const error = fail.shift();
    if (error) throw error;
  };
  const call = async (contract: { subject: string }, payload: unknown): Promise<unknown> => {
    await new Promise(setImmediate);
    if (contract.subject === 'dispatcher.rpc.sandbox-account.v1') return { switched_off: [], now: clock.now() };
    if (contract.subject === 'dispatcher.rpc.register-account.v1') {
      failIfDue();
      registered.push(payload as RegisterAccountRequest);
    } else {
      queries.push(payload as VendorAccountQuery);
      failIfDue();
    }
    const { account, callback_key } = payload as VendorAccountQuery;
    const found = registered.find(
      (it) => account === undefined || account === it.key || it.callback_key === callback_key,
    );
    if (!found || (callback_key && found.callback_key !== callback_key))
      throw new PostriderError('not_found', 'No account.');
    return {
      account: found.key,
      route: 'r1',
      tenant: 'abcdefgh',
      sealed: found.sealed,
      now: times.shift() ?? clock.now(),
    };
  };
  return { registered, queries, fail, times, bus: { call } as ProviderBus };
}

async function registeredAccount(at = dispatcher(), vendorKey = VENDOR_KEY) {
  const stopping = new AbortController();
  const account = {
    identity: ['AC1', '+15005550006'],
    environment: 'test' as const,
    fields: ['token'],
    secrets: { token: 's3cret' },
  };
  const registration = new Registration({
    bus: at.bus,
    adapter,
    account,
    vendorKey,
    log: silentLog(),
    stopping: stopping.signal,
  });
  await registration.run();
  const accounts = new VendorAccounts({
    bus: at.bus,
    adapter,
    vendorKey: VENDOR_KEY,
    publicUrl: 'https://sms.example.test',
    http: { vet: () => undefined },
  });
  return { at, registration, accounts, key: at.registered[0]!.key };
}

test('a registered account is returned opened, and none of its secrets was readable on the way', async () => {
  const { at, accounts, key } = await registeredAccount();

  expect(await accounts.byId(key)).toMatchObject({
    id: key,
    route: 'r1',
    tenant: 'abcdefgh',
    secrets: { token: 's3cret' },
  });
  expect(at.registered[0]).toMatchObject({ vendor: 'acme', environment: 'test', lookup: 'search' });
  expect(JSON.stringify(at.registered[0])).not.toMatch(/AC1|s3cret|15005550006/);
});

test('receipts come as the vendor says, unless the account says otherwise', () => {
  const own = { identity: ['AC1'], environment: 'test' as const, fields: ['token'], secrets: { token: 's3cret' } };

  expect(sealedAccount(adapter, own, VENDOR_KEY).receipts).toBe('callback');
  expect(sealedAccount(adapter, { ...own, receipts: 'none' }, VENDOR_KEY).receipts).toBe('none');
});

test('the account is found by the secret of its callback address', async () => {
  const { at, accounts, key } = await registeredAccount();
  const { callbackPrefix } = await accounts.byId(key);
  const secret = /acme\/(.*)\?m=$/.exec(callbackPrefix)![1]!;

  expect(at.registered[0]!.callback_key).toBe(sha256Hex(secret));
  expect(await accounts.byCallbackSecret(secret)).toMatchObject({ id: key });
});

test('the same settings make the same account and callback address at every start', async () => {
  const [first, second] = [await registeredAccount(), await registeredAccount()];

  expect(second.at.registered[0]).toMatchObject({ key: first.key, callback_key: first.at.registered[0]!.callback_key });
});

test('registration continues until the dispatcher answers', async () => {
  const at = dispatcher();
  at.fail.push(unavailable('dispatcher'), new PostriderError('internal_error', 'Broken.'));

  const { registration } = await registeredAccount(at);

  expect(registration.registered).toBe(true);
  expect(at.registered).toHaveLength(1);
});

test('registration ends when the service stops', async () => {
  const stopping = new AbortController();
  const account = { identity: ['AC1'], environment: 'test' as const, fields: ['token'], secrets: { token: 's' } };
  const bus: ProviderBus = { call: () => Promise.reject(unavailable('dispatcher')) };
  const registration = new Registration({
    bus,
    adapter,
    account,
    vendorKey: VENDOR_KEY,
    log: silentLog(),
    stopping: stopping.signal,
  });

  const running = registration.run();
  stopping.abort();
  await running;

  expect(registration.registered).toBe(false);
});

test('an account is requested once, however many callers need it at the same time', async () => {
  const { at, accounts, key } = await registeredAccount();

  await Promise.all(Array.from({ length: 50 }, () => accounts.byId(key)));
  await accounts.byId(key);

  expect(at.queries).toHaveLength(1);
});

test('an unknown callback secret is requested once', async () => {
  const { at, accounts } = await registeredAccount();

  for (let i = 0; i < 3; i++)
    await expect(accounts.byCallbackSecret('guessed')).rejects.toMatchObject({ code: 'not_found' });

  expect(at.queries).toHaveLength(1);
});

test('guessed secrets do not accumulate', async () => {
  const { at, accounts } = await registeredAccount();

  for (let i = 0; i < 1_001; i++) await accounts.byCallbackSecret(`guess ${i}`).catch(() => {});
  await accounts.byCallbackSecret('guess 0').catch(() => {});

  expect(at.queries).toHaveLength(1_002);
});

test('an answer that failed is not kept', async () => {
  const { at, accounts, key } = await registeredAccount();
  at.fail.push(unavailable('dispatcher'));

  await expect(accounts.byId(key)).rejects.toMatchObject({ code: 'service_unavailable' });
  expect(await accounts.byId(key)).toMatchObject({ id: key });
});

test('any error of the bus for a missing answer is service_unavailable', async () => {
  const { at, accounts, key } = await registeredAccount();
  at.fail.push(new Error('no responders'));

  await expect(accounts.byId(key)).rejects.toMatchObject({ code: 'service_unavailable' });
});

test('an account sealed under another key is unreadable, and the error quotes none of it', async () => {
  const { accounts, key } = await registeredAccount(dispatcher(), Buffer.alloc(32, 8));

  const error = await accounts.byId(key).catch((it: Error) => it);

  expect(error).toBeInstanceOf(UnreadableAccount);
  expect(JSON.stringify([error, (error as Error).message])).not.toMatch(/s3cret/);
});

test.each([
  [
    'is gone',
    async () => (await registeredAccount()).accounts,
    'nobody',
    { outcome: 'vendor_fault', fault: 'misconfigured' },
  ],
  [
    'cannot be asked for',
    async () => {
      const { at, accounts } = await registeredAccount();
      at.fail.push(unavailable('dispatcher'));
      return accounts;
    },
    'anybody',
    { outcome: 'not_started', vendor_code: 'account_unavailable' },
  ],
])('a delivery whose account %s begins no item', async (_case, makeAccounts, account, expected) => {
  const accounts = await makeAccounts();
  const loop = new DeliverLoop({
    adapter,
    accounts,
    times: { itemOutcomeMs: 1_000 },
    maxInFlight: 1,
    log: silentLog(),
  });
  const items = [{ id: 'x', fence: 1, to: '', text: '', send_before: clock.now() + 9_999, valid_for_s: 1 }];

  const { value } = await loop.deliver({ account, items }).next();

  expect(value?.outcomes).toMatchObject([expected]);
});

test("the clock follows the dispatcher's if they differ, and is left alone if they do not", async () => {
  const at = dispatcher();
  const started = clock.now();
  try {
    at.times.push(started + 3_600_000);
    const { accounts, key } = await registeredAccount(at);
    expect(clock.now() - started).toBeGreaterThanOrEqual(3_599_000);

    const agreed = clock.now();
    await accounts.byId(key);
    expect(clock.now() - agreed).toBeLessThan(1_000);
  } finally {
    clock.synchronise(performance.timeOrigin, 0);
  }
});

describe('after a change', () => {
  test('data of its route is requested again, and data of other routes is not', async () => {
    const { at, accounts, key } = await registeredAccount();
    await accounts.byId(key);

    accounts.forget(['r2']);
    await accounts.byId(key);
    expect(at.queries).toHaveLength(1);

    accounts.forget(['r2', 'r1']);
    await accounts.byId(key);
    expect(at.queries).toHaveLength(2);
  });

  test('an answer that was on its way, and an account that was not found, are dropped', async () => {
    const { at, accounts, key } = await registeredAccount();
    const early = accounts.byId(key);
    await expect(accounts.byId('nobody')).rejects.toMatchObject({ code: 'not_found' });
    void accounts.byId(key).catch(() => {});

    accounts.forget(['r9']);
    await early;
    await expect(accounts.byId('nobody')).rejects.toMatchObject({ code: 'not_found' });

    expect(at.queries.filter((it) => it.account === 'nobody')).toHaveLength(2);
  });
});
