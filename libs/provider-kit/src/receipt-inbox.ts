import { PostriderError, storable, type Times } from '#libs/kernel';
import { type CallbackRequest, Done, dispatcherContracts } from '#libs/contracts';
import type { VendorAdapter, VendorReceipt } from './adapter.ts';
import { namedGrant } from './callback-address.ts';
import { ask, type ProviderBus } from './ports.ts';
import { isNotFound, type Account, type VendorAccounts } from './vendor-accounts.ts';

export interface ReceiptInboxParts<Secrets> {
  readonly adapter: VendorAdapter<Secrets>;
  readonly accounts: VendorAccounts<Secrets>;
  readonly bus: ProviderBus;
  readonly publicUrl: string;
  readonly times: Pick<Times, 'vendorHttpMs'>;
}

const LONGEST_BODY = 64 * 1024;

/** Handles a vendor's callback: finds its account, verifies it, reads its receipt; answers when that is durable. */
export class ReceiptInbox<Secrets> {
  readonly #parts: ReceiptInboxParts<Secrets>;

  constructor(parts: ReceiptInboxParts<Secrets>) {
    this.#parts = parts;
  }

  async receive(callback: CallbackRequest): Promise<Done> {
    const { adapter, bus, publicUrl, times } = this.#parts;
    if (callback.body.length > LONGEST_BODY) throw malformed('The callback is too long for a receipt.');
    const account = await this.#account(callback.secret);

    const signal = AbortSignal.timeout(times.vendorHttpMs / 2);
    const { receipts = [] } = await adapter.readCallback(callback, account.secrets, { publicUrl, signal });
    const found = receipts.map(bounded);
    if (found.length === 0) return new Done();

    const named = found.length === 1 ? namedGrant(callback.url, account.tenant) : undefined;
    const { route, tenant } = account;
    await ask(bus, dispatcherContracts.receipts.record, {
      vendor: adapter.vendor,
      route,
      tenant,
      receipts: found.map((it) => ({ ...named, ...it })),
    });
    return new Done();
  }

  async #account(secret: string): Promise<Account<Secrets>> {
    try {
      return await this.#parts.accounts.byCallbackSecret(secret);
    } catch (error) {
      throw isNotFound(error) ? invalidSignature() : error;
    }
  }
}

/** The same answer for any mismatch, so that a forger learns nothing from it. */
export const invalidSignature = (): PostriderError =>
  new PostriderError('invalid_signature', 'The callback is not signed by the account that its address names.');

export const malformed = (detail: string): PostriderError => new PostriderError('malformed_callback', detail);

const LONGEST_ID = 128;
const LONGEST_CODE = 32;

/** Refuses values that no receipt has, shortens values that may be long. */
export function bounded(receipt: VendorReceipt): VendorReceipt {
  if (receipt.vendor_message_id.length > LONGEST_ID) throw malformed('The vendor message id is too long.');
  const { vendor_code } = receipt;
  return vendor_code === undefined ? receipt : { ...receipt, vendor_code: storable(vendor_code, LONGEST_CODE) };
}
