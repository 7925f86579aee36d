import { storable, type Times } from '#libs/kernel';
import { type CallbackReply, type CallbackRequest, dispatcherContracts } from '#libs/contracts';
import type { VendorAdapter, VendorReceipt } from './adapter.ts';
import { namedGrant, type NamedGrant } from './callback-address.ts';
import { invalidSignature, malformed } from './callback-errors.ts';
import { ask, type ProviderBus } from './ports.ts';
import { passOnTexts } from './received-texts.ts';
import { isNotFound, type Account, type VendorAccounts } from './vendor-accounts.ts';

export interface ReceiptInboxParts<Secrets> {
  readonly adapter: VendorAdapter<Secrets>;
  readonly accounts: VendorAccounts<Secrets>;
  readonly bus: ProviderBus;
  readonly publicUrl: string;
  readonly times: Pick<Times, 'vendorHttpMs'>;
}

const LONGEST_BODY = 64 * 1024;

/** Handles a vendor's callback: finds its account, verifies it, reads it; answers when what it says is durable. */
export class ReceiptInbox<Secrets> {
  readonly #parts: ReceiptInboxParts<Secrets>;

  constructor(parts: ReceiptInboxParts<Secrets>) {
    this.#parts = parts;
  }

  async receive(callback: CallbackRequest): Promise<CallbackReply> {
    const { adapter, publicUrl, times } = this.#parts;
    if (callback.body.length > LONGEST_BODY) throw malformed('The callback is too long for a receipt.');
    const account = await this.#account(callback.secret);

    const signal = AbortSignal.timeout(times.vendorHttpMs / 2);
    const {
      receipts = [],
      texts = [],
      unproved,
      answer,
    } = await adapter.readCallback(callback, account.secrets, {
      publicUrl,
      signal,
    });
    const named = receipts.length === 1 && !unproved ? namedGrant(callback.url, account.tenant) : undefined;
    await this.#passOn(
      account,
      receipts.map((it) => ({ ...named, ...bounded(it) })),
    );
    await passOnTexts(this.#parts.bus, { ...account, vendor: adapter.vendor }, texts);
    return answer ? { answer } : {};
  }

  async #passOn(
    { route, tenant }: Account<Secrets>,
    receipts: readonly (VendorReceipt & Partial<NamedGrant>)[],
  ): Promise<void> {
    if (receipts.length === 0) return;
    const { adapter, bus } = this.#parts;
    await ask(bus, dispatcherContracts.receipts.record, {
      vendor: adapter.vendor,
      route,
      tenant,
      receipts: [...receipts],
    });
  }

  async #account(secret: string): Promise<Account<Secrets>> {
    try {
      return await this.#parts.accounts.byCallbackSecret(secret);
    } catch (error) {
      throw isNotFound(error) ? invalidSignature() : error;
    }
  }
}

const LONGEST_ID = 128;
const LONGEST_CODE = 32;

/** Refuses values that no receipt has, shortens values that may be long. */
export function bounded(receipt: VendorReceipt): VendorReceipt {
  if (receipt.vendor_message_id.length > LONGEST_ID) throw malformed('The vendor message id is too long.');
  const { vendor_code } = receipt;
  return vendor_code === undefined ? receipt : { ...receipt, vendor_code: storable(vendor_code, LONGEST_CODE) };
}
