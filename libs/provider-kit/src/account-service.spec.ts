// Real: sealing, accounts, the inbox. The spec acts as the vendor, and as the dispatcher behind the bus port.
import { AllowedHosts, clock, PostriderError } from '#libs/kernel';
import type {
  ReceiptsRequest,
  RecordTextsRequest,
  RegisterAccountRequest,
  VendorAccount,
  VendorAccountQuery,
} from '#libs/contracts';
import { AccountService } from './account-service.ts';
import type { VendorAdapter } from './adapter.ts';
import type { ProviderBus } from './ports.ts';
import { ReceiptInbox } from './receipt-inbox.ts';
import { boundedText } from './received-texts.ts';
import { sealedAccount } from './registration.ts';
import { sha256Hex } from './signatures.ts';
import { VendorAccounts } from './vendor-accounts.ts';
import { ANY_SENDER } from '../testing/builders.ts';

const VENDOR_KEY = Buffer.alloc(32, 7);
const PUBLIC_URL = 'https://sms.example.test';
const SETTINGS = { account: 'AC1', token: 's3cret' };
const [MINE, THEIRS] = ['0000000a', '0000000b'];
interface Secrets {
  readonly token: string;
}
const typed = { identity: ['AC1'], fields: ['token'], secrets: { token: 's3cret' } };
const ADAPTER: VendorAdapter<Secrets> = {
  vendor: 'acme',
  lookup: 'none',
  receipts: 'callback',
  senders: ANY_SENDER,
  carries: { text: true },
  order: 10,
  account: () => typed,
  check: async () => ({ ok: true }),
  parseSecrets: (value) => value as Secrets,
  send: () => Promise.resolve({ outcome: 'accepted' }),
  readCallback: () => ({ receipts: [{ vendor_message_id: 'V-1', status: 'DELIVERED' }] }),
};

/** The adapter's service beside a dispatcher that stores accounts by their id. */
function service(adapter = ADAPTER) {
  const kept = new Map<string, RegisterAccountRequest & { tenant: string }>();
  const received: (ReceiptsRequest | RecordTextsRequest)[] = [];
  const answer = ({ account, callback_key }: VendorAccountQuery): VendorAccount => {
    const found = [...kept].find(([id, it]) => id === account || it.callback_key === callback_key);
    if (!found) throw new PostriderError('not_found', 'No account.');
    const [id, { tenant, sealed }] = found;
    return { account: id, route: id, tenant, sealed, now: clock.now() };
  };
  const call = async (contract: { subject: string }, payload: unknown): Promise<unknown> => {
    if (contract.subject === 'dispatcher.rpc.vendor-account.v1') return answer(payload as VendorAccountQuery);
    received.push(payload as ReceiptsRequest | RecordTextsRequest);
    return {};
  };
  const bus = { call } as ProviderBus;
  const vetted: string[] = [];
  const http = { vet: (origin: string) => vetted.push(origin) };
  const accounts = new VendorAccounts({ bus, adapter, vendorKey: VENDOR_KEY, publicUrl: PUBLIC_URL, http });
  const accountService = new AccountService({
    adapter,
    accounts,
    vendorKey: VENDOR_KEY,
    times: { itemOutcomeMs: 1_000 },
    allowed: new AllowedHosts(['127.0.0.1']),
  });
  const inbox = new ReceiptInbox({ adapter, accounts, bus, publicUrl: PUBLIC_URL, times: { vendorHttpMs: 1_000 } });
  const secretOf = async (id: string) => /acme\/(.*)\?m=$/.exec((await accounts.byId(id)).callbackPrefix)![1]!;
  return { kept, received, accounts, accountService, inbox, secretOf, vetted };
}

const sealFor = (accountService: AccountService<Secrets>, tenant: string) =>
  accountService.seal({ tenant, environment: 'test', settings: SETTINGS });

test('two tenants with one account have two callback addresses, and a receipt belongs to the tenant whose address it came to', async () => {
  const { kept, received, accountService, inbox, secretOf } = service();
  for (const tenant of [MINE, THEIRS])
    kept.set(`acme-${tenant}`, { ...(await sealFor(accountService, tenant!)), tenant: tenant! });

  const [mine, theirs] = [await secretOf(`acme-${MINE}`), await secretOf(`acme-${THEIRS}`)];
  for (const secret of [theirs, mine])
    await inbox.receive({ secret, url: `/callbacks/acme/${secret}`, headers: {}, body: '' });

  expect(theirs).not.toBe(mine);
  expect(received.map(({ tenant, route }) => [tenant, route])).toEqual([
    [THEIRS, `acme-${THEIRS}`],
    [MINE, `acme-${MINE}`],
  ]);
});

test('the same settings of a tenant make the same account and address each time', async () => {
  const { accountService } = service();
  const [first, second] = [await sealFor(accountService, MINE!), await sealFor(accountService, MINE!)];

  expect(second).toMatchObject({ key: first.key, callback_key: first.callback_key });
  expect((await sealFor(accountService, THEIRS!)).key).toBe(first.key);
});

test('an account with an address of its own is another one, and calls to that address are vetted from its first use', async () => {
  const { kept, accounts, accountService, vetted } = service();
  const seal = (api_url: string) =>
    accountService.seal({ tenant: MINE!, environment: 'test', settings: { ...SETTINGS, api_url } });
  const [usual, own] = [await sealFor(accountService, MINE!), await seal('http://127.0.0.1:5555/')];
  kept.set('usual', { ...usual, tenant: MINE! }).set('own', { ...own, tenant: MINE! });

  expect([own.key === usual.key, own.key === (await seal('http://127.0.0.1:5556')).key]).toEqual([false, false]);
  expect(own.fields).toEqual(['token', 'api_url']);
  expect(JSON.stringify(own)).not.toContain('5555');
  await accounts.byId('usual');
  expect(vetted).toEqual([]);
  await accounts.byId('own');
  expect(vetted).toEqual(['http://127.0.0.1:5555']);
});

test("an account of the service's settings keeps the address that its vendor knows", async () => {
  const { kept, secretOf } = service();
  const sealed = sealedAccount(ADAPTER, { ...typed, environment: 'test' }, VENDOR_KEY);
  kept.set('acme-1', { ...sealed, tenant: MINE! });

  const secret = await secretOf('acme-1');

  expect(sealed.callback_key).toBe(sha256Hex(secret));
  expect(secret).toBe('70jkET-4RKtZVvkNkjR_ZOWlcPsgY_0U4DcFNBTIO5s');
});

describe('the check of an account', () => {
  const checked = async (over: Partial<VendorAdapter<Secrets>>) => {
    const { kept, accountService, secretOf } = service({ ...ADAPTER, ...over });
    kept.set('acme-1', { ...(await sealFor(accountService, MINE!)), tenant: MINE! });
    return { reply: await accountService.check({ account: 'acme-1' }), secret: await secretOf('acme-1') };
  };

  test('tells the address at which its vendor calls back', async () => {
    const { reply, secret } = await checked({});

    expect(reply).toEqual({ ok: true, callback_url: `${PUBLIC_URL}/callbacks/acme/${secret}` });
  });

  test('tells none if the vendor does not call back, or the credentials are wrong', async () => {
    const bad = async () => ({ ok: false, fault: 'misconfigured' }) as const;

    expect((await checked({ receipts: 'poll' })).reply).toEqual({ ok: true });
    expect((await checked({ check: bad })).reply).toEqual({ ok: false, fault: 'misconfigured' });
  });
});

describe('texts that people send', () => {
  const TEXT = { vendor_text_id: 'T-1', from: '+15005550009', to: '+15005550006', text: 'Hello' };
  const ANSWER = { content_type: 'text/xml', body: '<Response></Response>' } as const;

  test('are passed on a hundred at a time before the callback is answered', async () => {
    const texts = Array.from({ length: 101 }, (_, at) => ({ ...TEXT, vendor_text_id: `T-${at}` }));
    const { kept, received, inbox, secretOf, accountService } = service({
      ...ADAPTER,
      readCallback: () => ({ texts, answer: ANSWER }),
    });
    kept.set('acme-1', { ...(await sealFor(accountService, MINE!)), tenant: MINE! });
    const secret = await secretOf('acme-1');

    const reply = await inbox.receive({ secret, url: `/callbacks/acme/${secret}`, headers: {}, body: '' });

    expect(reply).toEqual({ answer: ANSWER });
    expect(received).toMatchObject([
      { vendor: 'acme', route: 'acme-1', tenant: MINE, texts: texts.slice(0, 100) },
      { texts: [texts[100]] },
    ]);
  });

  test.each(['', 'x'.repeat(129)])('with the id %j are refused', (vendor_text_id) => {
    expect(() => boundedText({ ...TEXT, vendor_text_id })).toThrow(
      expect.objectContaining({ code: 'malformed_callback' }),
    );
  });

  test('are shortened where they are too long, and storable', () => {
    const long = boundedText({
      ...TEXT,
      from: 'x'.repeat(65),
      text: `\0${'x'.repeat(16_001)}`,
      received_at: Number.NaN,
      media_urls: Array.from({ length: 11 }, () => 'https://a.test/x'),
    });

    expect(long).toEqual({
      ...TEXT,
      from: 'x'.repeat(64),
      text: `\uFFFD${'x'.repeat(15_999)}`,
      media_urls: Array.from({ length: 10 }, () => 'https://a.test/x'),
    });
  });

  test.each([
    [true, [TEXT]],
    [undefined, undefined],
  ])('are polled if the caller records them (%s)', async (texts, found) => {
    const poll: NonNullable<typeof ADAPTER.poll> = async (_since, _secrets, context) => ({
      receipts: [],
      ...(context.texts && { texts: [TEXT] }),
    });
    const { kept, accountService } = service({ ...ADAPTER, poll });
    kept.set('acme-1', { ...(await sealFor(accountService, MINE!)), tenant: MINE! });

    const reply = await accountService.poll({ account: 'acme-1', since: 0, ...(texts && { texts }) });

    expect(reply.texts).toEqual(found);
  });
});
