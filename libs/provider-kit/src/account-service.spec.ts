// Real: sealing, accounts, the inbox. The spec acts as the vendor, and as the dispatcher behind the bus port.
import { clock, PostriderError } from '#libs/kernel';
import type { ReceiptsRequest, RegisterAccountRequest, VendorAccount, VendorAccountQuery } from '#libs/contracts';
import { AccountService } from './account-service.ts';
import type { VendorAdapter } from './adapter.ts';
import type { ProviderBus } from './ports.ts';
import { ReceiptInbox } from './receipt-inbox.ts';
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
const adapter: VendorAdapter<Secrets> = {
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
function service() {
  const kept = new Map<string, RegisterAccountRequest & { tenant: string }>();
  const received: ReceiptsRequest[] = [];
  const answer = ({ account, callback_key }: VendorAccountQuery): VendorAccount => {
    const found = [...kept].find(([id, it]) => id === account || it.callback_key === callback_key);
    if (!found) throw new PostriderError('not_found', 'No account.');
    const [id, { tenant, sealed }] = found;
    return { account: id, route: id, tenant, sealed, now: clock.now() };
  };
  const call = async (contract: { subject: string }, payload: unknown): Promise<unknown> => {
    if (contract.subject === 'dispatcher.rpc.vendor-account.v1') return answer(payload as VendorAccountQuery);
    received.push(payload as ReceiptsRequest);
    return {};
  };
  const bus = { call } as ProviderBus;
  const accounts = new VendorAccounts({ bus, adapter, vendorKey: VENDOR_KEY, publicUrl: PUBLIC_URL });
  const accountService = new AccountService({
    adapter,
    accounts,
    vendorKey: VENDOR_KEY,
    times: { itemOutcomeMs: 1_000 },
  });
  const inbox = new ReceiptInbox({ adapter, accounts, bus, publicUrl: PUBLIC_URL, times: { vendorHttpMs: 1_000 } });
  const secretOf = async (id: string) => /acme\/(.*)\?m=$/.exec((await accounts.byId(id)).callbackPrefix)![1]!;
  return { kept, received, accountService, inbox, secretOf };
}

const sealFor = (accountService: AccountService<Secrets>, tenant: string) =>
  accountService.seal({ tenant, environment: 'test', settings: SETTINGS });

test('two tenants with one account have two callback addresses, and a receipt belongs to the tenant whose address it came to', async () => {
  const { kept, received, accountService, inbox, secretOf } = service();
  for (const tenant of [MINE, THEIRS])
    kept.set(`acme-${tenant}`, { ...sealFor(accountService, tenant!), tenant: tenant! });

  const [mine, theirs] = [await secretOf(`acme-${MINE}`), await secretOf(`acme-${THEIRS}`)];
  for (const secret of [theirs, mine])
    await inbox.receive({ secret, url: `/callbacks/acme/${secret}`, headers: {}, body: '' });

  expect(theirs).not.toBe(mine);
  expect(received.map(({ tenant, route }) => [tenant, route])).toEqual([
    [THEIRS, `acme-${THEIRS}`],
    [MINE, `acme-${MINE}`],
  ]);
});

test('the same settings of a tenant make the same account and address each time', () => {
  const { accountService } = service();
  const [first, second] = [sealFor(accountService, MINE!), sealFor(accountService, MINE!)];

  expect(second).toMatchObject({ key: first.key, callback_key: first.callback_key });
  expect(sealFor(accountService, THEIRS!).key).toBe(first.key);
});

test("an account of the service's settings keeps the address that its vendor knows", async () => {
  const { kept, secretOf } = service();
  const sealed = sealedAccount(adapter, { ...typed, environment: 'test' }, VENDOR_KEY);
  kept.set('acme-1', { ...sealed, tenant: MINE! });

  const secret = await secretOf('acme-1');

  expect(sealed.callback_key).toBe(sha256Hex(secret));
  expect(secret).toBe('70jkET-4RKtZVvkNkjR_ZOWlcPsgY_0U4DcFNBTIO5s');
});
