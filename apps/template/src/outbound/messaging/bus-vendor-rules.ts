import { LRUCache } from 'lru-cache';
import { accountContracts, providerContracts, type VendorCarries } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { BusUnavailable, CallTimedOut, NoResponders, type Bus } from '#libs/messaging';
import type { VendorRules } from '../../application/ports.ts';

/** What an adapter carries changes with its version alone. */
const KEPT_MS = 30_000;
/** A template is answered without hints rather than late. */
const SOON = { timeoutMs: 1_000 };
const VENDOR = /^[a-z][a-z0-9]{0,31}$/;

/** Asks the adapters themselves, and the dispatcher for a tenant's accounts. */
export class BusVendorRules implements VendorRules {
  readonly #rules = new LRUCache<string, VendorCarries>({ max: 100, ttl: KEPT_MS });
  readonly #vendors = new LRUCache<TenantId, readonly string[]>({ max: 1_000, ttl: KEPT_MS });

  constructor(private readonly bus: Bus) {}

  async of(vendor: string): Promise<VendorCarries | undefined> {
    const known = this.#rules.get(vendor);
    if (known || !VENDOR.test(vendor)) return known;
    try {
      const rules = await this.bus.call(providerContracts(vendor).rules, {}, SOON);
      this.#rules.set(vendor, rules);
      return rules;
    } catch (error) {
      if (error instanceof NoResponders) return undefined;
      throw error;
    }
  }

  async ofTenant(tenant: TenantId) {
    const vendors = (await orNothing(this.vendorsOf(tenant))) ?? [];
    const asked = vendors.map(async (vendor) => ({ vendor, carries: await orNothing(this.of(vendor)) }));
    return (await Promise.all(asked)).flatMap(({ vendor, carries }) => (carries ? [{ vendor, carries }] : []));
  }

  private async vendorsOf(tenant: TenantId): Promise<readonly string[]> {
    const known = this.#vendors.get(tenant);
    if (known) return known;
    const { accounts } = await this.bus.call(accountContracts.list, { tenant }, SOON);
    const vendors = [...new Set(accounts.map(({ vendor }) => vendor))].toSorted();
    this.#vendors.set(tenant, vendors);
    return vendors;
  }
}

async function orNothing<Result>(asked: Promise<Result>): Promise<Result | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NoResponders || error instanceof CallTimedOut || error instanceof BusUnavailable)
      return undefined;
    throw error;
  }
}
