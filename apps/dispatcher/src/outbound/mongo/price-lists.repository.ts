import { clock, type TenantId } from '#libs/kernel';
import { insertManyUnordered } from '#libs/persistence';
import type { PriceList, PriceLists } from '../../application/prices/ports.ts';
import { priceBook, type PriceBook } from '../../domain/routing/prices.ts';
import type { Collections } from './collections.ts';

export class MongoPriceLists implements PriceLists {
  constructor(private readonly collections: Pick<Collections, 'priceLists'>) {}

  async read(tenant: TenantId, route: string): Promise<PriceList> {
    const found = await this.collections.priceLists.findOne({ tenant, _id: route });
    return { route, version: found?.version ?? 0, prices: found?.prices ?? [] };
  }

  async save(tenant: TenantId, { route: _id, version, prices }: PriceList, by: string): Promise<boolean> {
    const changed = { version, prices, updated_at: new Date(clock.now()), updated_by: by };
    if (version > 1) {
      const before = { tenant, _id, version: version - 1 };
      return (await this.collections.priceLists.updateOne(before, { $set: changed })).matchedCount > 0;
    }
    const all = this.collections.priceLists.acrossTenants('the document names its tenant');
    const [result] = await insertManyUnordered(all, [{ _id, tenant, ...changed }]);
    return result === 'inserted';
  }
}

/** The prices of routes for their table; only those that have changed are read again. */
export class PriceBooks {
  private readonly known = new Map<string, { readonly version: number; readonly book: PriceBook }>();

  constructor(private readonly collections: Pick<Collections, 'priceLists'>) {}

  async of(tenants?: readonly TenantId[]): Promise<ReadonlyMap<string, PriceBook>> {
    const versions = this.all.find(tenants ? { tenant: { $in: [...tenants] } } : {}, VERSIONS);
    const listed = await versions.toArray();
    const changed = listed.filter(({ _id, version }) => this.known.get(_id)?.version !== version);
    const read = changed.length > 0 ? this.all.find({ _id: { $in: changed.map(({ _id }) => _id) } }).toArray() : [];
    for (const { _id, version, prices } of await read) this.known.set(_id, { version, book: priceBook(prices) });
    return new Map(listed.flatMap(({ _id }) => (this.known.has(_id) ? [[_id, this.known.get(_id)!.book]] : [])));
  }

  private get all() {
    return this.collections.priceLists.acrossTenants('the table of routes serves every tenant');
  }
}

const VERSIONS = { projection: { tenant: 1, version: 1 } } as const;
