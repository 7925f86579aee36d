import type {
  CheckAccountReply,
  CheckAccountRequest,
  PollReceiptsReply,
  PollReceiptsRequest,
  RegisterAccountRequest,
  SealAccountRequest,
} from '#libs/contracts';
import { PostriderError, type Times } from '#libs/kernel';
import type { VendorAdapter } from './adapter.ts';
import { bounded } from './receipt-inbox.ts';
import { sealedAccount } from './registration.ts';
import type { VendorAccounts } from './vendor-accounts.ts';

export interface AccountServiceParts<Secrets> {
  readonly adapter: VendorAdapter<Secrets>;
  readonly accounts: VendorAccounts<Secrets>;
  readonly vendorKey: Buffer;
  readonly times: Pick<Times, 'itemOutcomeMs'>;
}

/** The calls about accounts other than sends: seal a new one, check one, fetch its receipts. */
export class AccountService<Secrets> {
  readonly #parts: AccountServiceParts<Secrets>;

  constructor(parts: AccountServiceParts<Secrets>) {
    this.#parts = parts;
  }

  seal({ tenant, environment, settings }: SealAccountRequest): RegisterAccountRequest {
    const { adapter, vendorKey } = this.#parts;
    const wrong = Object.entries(settings).find(([, value]) => typeof value !== 'string');
    if (wrong) throw new PostriderError('invalid_account', `${wrong[0].slice(0, 64)} must be a text.`);
    return sealedAccount(adapter, { ...adapter.account(settings, environment), environment }, vendorKey, tenant);
  }

  async check({ account: id }: CheckAccountRequest): Promise<CheckAccountReply> {
    const { adapter, accounts, times } = this.#parts;
    const account = await accounts.byId(id);
    return adapter.check(account.secrets, { signal: AbortSignal.timeout(times.itemOutcomeMs) });
  }

  async poll({ account: id, since, cursor }: PollReceiptsRequest): Promise<PollReceiptsReply> {
    const { adapter, accounts, times } = this.#parts;
    if (!adapter.poll) return { receipts: [] };
    const account = await accounts.byId(id);
    const signal = AbortSignal.timeout(times.itemOutcomeMs);
    const polled = await adapter.poll(since, account.secrets, { signal, ...(cursor !== undefined && { cursor }) });
    return { ...polled, receipts: polled.receipts.map(bounded) };
  }
}
