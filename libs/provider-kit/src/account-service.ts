import type {
  CheckAccountReply,
  CheckAccountRequest,
  PollReceiptsReply,
  PollReceiptsRequest,
  RegisterAccountRequest,
  SealAccountRequest,
  VendorCarries,
} from '#libs/contracts';
import { PostriderError, type AllowedHosts, type Times } from '#libs/kernel';
import type { VendorAdapter } from './adapter.ts';
import { accountAddress } from './callback-address.ts';
import { API_URL, ownAddress } from './own-address.ts';
import { bounded } from './receipt-inbox.ts';
import { boundedText } from './received-texts.ts';
import { sealedAccount } from './registration.ts';
import type { VendorAccounts } from './vendor-accounts.ts';

export interface AccountServiceParts<Secrets> {
  readonly adapter: VendorAdapter<Secrets>;
  readonly accounts: VendorAccounts<Secrets>;
  readonly vendorKey: Buffer;
  readonly times: Pick<Times, 'itemOutcomeMs'>;
  readonly allowed: AllowedHosts;
}

/** The calls about accounts other than sends: seal a new one, check one, fetch its receipts. */
export class AccountService<Secrets> {
  readonly #parts: AccountServiceParts<Secrets>;

  constructor(parts: AccountServiceParts<Secrets>) {
    this.#parts = parts;
  }

  /** The same credentials at another address are another account. */
  async seal({ tenant, environment, settings }: SealAccountRequest): Promise<RegisterAccountRequest> {
    const { adapter, vendorKey, allowed } = this.#parts;
    const wrong = Object.entries(settings).find(([, value]) => typeof value !== 'string');
    if (wrong) throw new PostriderError('invalid_account', `${wrong[0].slice(0, 64)} must be a text.`);
    const { [API_URL]: given, ...own } = settings;
    if (given === undefined)
      return sealedAccount(adapter, { ...adapter.account(own, environment), environment }, vendorKey, { tenant });
    const api_url = await ownAddress(given, allowed);
    const account = adapter.account(own, { environment, apiUrl: api_url });
    const [identity, fields] = [
      [...account.identity, api_url],
      [...account.fields, API_URL],
    ];
    return sealedAccount(adapter, { ...account, identity, fields, environment }, vendorKey, { tenant, api_url });
  }

  async check({ account: id }: CheckAccountRequest): Promise<CheckAccountReply> {
    const { adapter, accounts, times } = this.#parts;
    const account = await accounts.byId(id);
    const reply = await adapter.check(account.secrets, { signal: AbortSignal.timeout(times.itemOutcomeMs) });
    if (!reply.ok || adapter.receipts !== 'callback') return reply;
    return { ...reply, callback_url: accountAddress(account.callbackPrefix) };
  }

  rules(): VendorCarries {
    return this.#parts.adapter.carries;
  }

  async poll({ account: id, since, cursor, ids, texts: wanted }: PollReceiptsRequest): Promise<PollReceiptsReply> {
    const { adapter, accounts, times } = this.#parts;
    if (!adapter.poll) return { receipts: [] };
    const account = await accounts.byId(id);
    const signal = AbortSignal.timeout(times.itemOutcomeMs);
    const context = { signal, ...(cursor !== undefined && { cursor }), ...(ids && { ids }), texts: wanted === true };
    const { receipts, texts, cursor: next } = await adapter.poll(since, account.secrets, context);
    return {
      receipts: receipts.map(bounded),
      ...(texts && { texts: texts.map(boundedText) }),
      ...(next !== undefined && { cursor: next }),
    };
  }
}
