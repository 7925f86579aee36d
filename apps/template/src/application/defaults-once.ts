import { LRUCache } from 'lru-cache';
import type { TenantId } from '#libs/kernel';
import { ensureDefaults } from './ensure-defaults.ts';
import type { Templates } from './ports.ts';

/** The most tenants that are remembered as having their defaults. */
const MOST_TENANTS = 10_000;

/** Gives a tenant its defaults at its first call in this process. */
export class DefaultsOnce {
  readonly #ready = new LRUCache<TenantId, Promise<void>>({ max: MOST_TENANTS });

  constructor(private readonly templates: Templates) {}

  of(tenant: TenantId): Promise<void> {
    const known = this.#ready.get(tenant);
    if (known) return known;
    const ready = ensureDefaults(this.templates, tenant);
    this.#ready.set(tenant, ready);
    ready.catch(() => this.#ready.delete(tenant));
    return ready;
  }
}
