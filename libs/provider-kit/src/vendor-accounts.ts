import { LRUCache } from 'lru-cache';
import { clock, monotonicMs, PostriderError, type TenantId } from '#libs/kernel';
import { type VendorAccount, type VendorAccountQuery, dispatcherContracts } from '#libs/contracts';
import type { VendorAdapter } from './adapter.ts';
import { callbackPrefix } from './callback-address.ts';
import { ask, type ProviderBus } from './ports.ts';
import { callbackSecret, unseal } from './sealing.ts';
import { sha256Hex } from './signatures.ts';
import type { VendorHttp } from './vendor-http.ts';

/** A vendor account, opened. */
export interface Account<Secrets> {
  readonly id: string;
  readonly route: string;
  readonly tenant: TenantId;
  readonly secrets: Secrets;
  readonly callbackPrefix: string;
}

export interface VendorAccountsParts<Secrets> {
  readonly bus: ProviderBus;
  readonly adapter: VendorAdapter<Secrets>;
  readonly vendorKey: Buffer;
  readonly publicUrl: string;
  readonly http: Pick<VendorHttp, 'vet'>;
}

interface Cached<Secrets> {
  readonly account: Promise<Account<Secrets>>;
  /** Undefined until it has been found. */
  route?: string;
}

const FOUND_MS = 60_000;
const NOT_FOUND_MS = 5_000;
const KEPT = { max: 1_000, ttl: FOUND_MS };

/**
 * The accounts' secrets: requested from the dispatcher, opened with the vendor key, kept in memory only, for a minute
 * or until a change is announced.
 */
export class VendorAccounts<Secrets> {
  readonly #parts: VendorAccountsParts<Secrets>;
  readonly #byId = new LRUCache<string, Cached<Secrets>>(KEPT);
  readonly #byCallback = new LRUCache<string, Cached<Secrets>>(KEPT);

  constructor(parts: VendorAccountsParts<Secrets>) {
    this.#parts = parts;
  }

  /** Rejects with `not_found`, `service_unavailable`, or {@link UnreadableAccount}. */
  byId(account: string): Promise<Account<Secrets>> {
    return this.#cached(this.#byId, account, () => ({ vendor: this.#vendor, account }));
  }

  /** Finds it by the secret in a callback's path. */
  byCallbackSecret(secret: string): Promise<Account<Secrets>> {
    const callback_key = sha256Hex(secret);
    return this.#cached(this.#byCallback, callback_key, () => ({ vendor: this.#vendor, callback_key }));
  }

  /** These routes changed: their cached data is requested again, and also requests that are still running. */
  forget(routes: readonly string[]): void {
    for (const cache of [this.#byId, this.#byCallback])
      for (const [key, { route }] of [...cache]) if (route === undefined || routes.includes(route)) cache.delete(key);
  }

  get #vendor(): string {
    return this.#parts.adapter.vendor;
  }

  #cached(
    cache: LRUCache<string, Cached<Secrets>>,
    key: string,
    query: () => VendorAccountQuery,
  ): Promise<Account<Secrets>> {
    const known = cache.get(key);
    if (known) return known.account;

    const entry: Cached<Secrets> = { account: this.#fetch(query()) };
    cache.set(key, entry);
    entry.account.then(
      ({ route }) => (entry.route = route),
      (error: unknown) => {
        if (cache.peek(key) !== entry) return;
        if (isNotFound(error)) cache.set(key, entry, { ttl: NOT_FOUND_MS });
        else cache.delete(key);
      },
    );
    return entry.account;
  }

  async #fetch(query: VendorAccountQuery): Promise<Account<Secrets>> {
    const askedAt = clock.now();
    const askedAtMonotonic = monotonicMs();
    const reply = await ask(this.#parts.bus, dispatcherContracts.vendorAccounts.find, query);
    takeTimeOf(reply.now, askedAt, askedAtMonotonic);
    return this.#open(reply);
  }

  #open(reply: VendorAccount): Account<Secrets> {
    const { adapter, vendorKey, publicUrl, http } = this.#parts;
    try {
      const sealed = JSON.parse(unseal(vendorKey, adapter.vendor, reply.sealed)) as SealedAccount;
      if (sealed.api_url !== undefined) http.vet(sealed.api_url);
      return {
        id: reply.account,
        route: reply.route,
        tenant: reply.tenant as TenantId,
        secrets: adapter.parseSecrets(sealed.secrets),
        callbackPrefix: callbackPrefix(publicUrl, adapter.vendor, addressSecret(vendorKey, adapter.vendor, sealed)),
      };
    } catch {
      throw new UnreadableAccount(reply.account);
    }
  }
}

/**
 * The sealed content: the account's key within the vendor is stored with its secrets, so that its callback secret can
 * be computed.
 */
export interface SealedAccount {
  readonly key: string;
  /**
   * Of an account made through the API. Without it the address depends on the key alone, as vendors already know it.
   */
  readonly tenant?: string;
  /** Where its owner lets it call, if not where the service's settings say. */
  readonly api_url?: string;
  readonly secrets: unknown;
}

/** The secret in an account's callback addresses: two tenants with the same account of the vendor have two secrets. */
export const addressSecret = (
  vendorKey: Buffer,
  vendor: string,
  { key, tenant }: Pick<SealedAccount, 'key' | 'tenant'>,
) => callbackSecret(vendorKey, vendor, tenant === undefined ? key : `${key}:${tenant}`);

/** The cause is left out: it could quote the sealed content. */
export class UnreadableAccount extends Error {
  constructor(account: string) {
    super(
      `The secrets of vendor account ${account} cannot be opened: VENDOR_KEY differs from the one that sealed them.`,
    );
    this.name = 'UnreadableAccount';
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof PostriderError && error.code === 'not_found';

/**
 * Adapters have no database, so they take its time from an answer: it was read between the request and the answer. A
 * clock that already fits is left alone, because slow answers would make it worse.
 */
export function takeTimeOf(now: number, askedAt: number, askedAtMonotonic: number): void {
  if (now >= askedAt - 1 && now <= clock.now() + 1) return;
  clock.synchronise(now, (askedAtMonotonic + monotonicMs()) / 2);
}
