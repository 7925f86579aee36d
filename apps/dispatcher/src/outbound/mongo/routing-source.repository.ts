import { newHolder, type TenantId } from '#libs/kernel';
import type { Log } from '../../application/ports.ts';
import type { RoutingChanges, RoutingSource, StoredPolicy, StoredSender } from '../../application/routing/ports.ts';
import type { Route } from '../../domain/routing/route.ts';
import { phoneRoutes } from '../../domain/routing/phones.ts';
import type { Collections } from './collections.ts';
import { PriceBooks } from './price-lists.repository.ts';
import { readableAccounts } from './readable-accounts.ts';
import { routeOf } from './route-of.ts';

const everyTenant = 'the table of routes serves every tenant';
const IN_TURN = 200;
const ROUTING = { _id: 'routing' } as const;
const KEPT = 100;

/** The data of which the table of routes is made. */
export class MongoRoutingSource implements RoutingSource {
  private readonly prices: PriceBooks;

  constructor(
    private readonly collections: Collections,
    private readonly log: Pick<Log, 'error'>,
  ) {
    this.prices = new PriceBooks(collections);
  }

  /** Accounts, pools, phones. One that cannot be read does not affect the others. */
  async routes(tenants?: readonly TenantId[]): Promise<Route[]> {
    const [accounts, phones] = await Promise.all([this.accounts(tenants), this.phones(tenants)]);
    return [...accounts, ...phones];
  }

  private async accounts(tenants?: readonly TenantId[]): Promise<Route[]> {
    const { accounts } = this.collections;
    const options = { projection: { sealed: 0, fields: 0, callback_key: 0 }, sort: { order: 1, _id: 1 } } as const;
    const read = () => accounts.acrossTenants(everyTenant).find(of(tenants), options).toArray();
    const [routes, prices] = await Promise.all([
      readableAccounts({ accounts, log: this.log }, read, routeOf),
      this.prices.of(tenants),
    ]);
    return routes.map((route) => (prices.has(route.id) ? { ...route, prices: prices.get(route.id)! } : route));
  }

  private async phones(tenants?: readonly TenantId[]): Promise<Route[]> {
    const { phones, pools } = this.collections;
    const present = { ...of(tenants), revoked: { $exists: false } };
    const [ofTenants, inPools] = await Promise.all([
      phones.acrossTenants(everyTenant).find(present).toArray(),
      pools.acrossTenants(everyTenant).find(of(tenants)).toArray(),
    ]);
    const readable = inPools.filter(({ _id, agents }) => {
      if (!Array.isArray(agents)) this.log.error('pool.unreadable', { pool: _id });
      return Array.isArray(agents);
    });
    return phoneRoutes(ofTenants, readable);
  }

  policies(tenants?: readonly TenantId[]): Promise<StoredPolicy[]> {
    return this.collections.policies.acrossTenants(everyTenant).find(of(tenants)).toArray();
  }

  async senders(tenants?: readonly TenantId[]): Promise<StoredSender[]> {
    const all = this.collections.senders.acrossTenants(everyTenant);
    const shown = { projection: { last_change: 0 } };
    const senders = await all.find({ ...of(tenants), routes: { $ne: [] } }, shown).toArray();
    return senders.filter(({ tenant, routes }) => {
      if (!Array.isArray(routes)) this.log.error('sender.unreadable', { tenant });
      return Array.isArray(routes);
    });
  }

  async withOptOuts(tenants?: readonly TenantId[]): Promise<TenantId[]> {
    const all = this.collections.optOuts.acrossTenants(everyTenant);
    const found = all.aggregate<{ _id: TenantId }>([{ $match: of(tenants) }, { $group: { _id: '$tenant' } }]);
    return (await found.toArray()).map(({ _id }) => _id);
  }

  async changes(known?: number): Promise<RoutingChanges | undefined> {
    const moved = known !== undefined && { changes: { $ne: known } };
    const found = await this.collections.revisions.findOne({ ...ROUTING, ...moved });
    if (!found && known !== undefined) return undefined;
    const { changes = 0, latest = [], begun = [] } = found ?? {};
    return { count: changes, latest, begun: begun.map(({ tenant }) => tenant) };
  }

  async inTurn(from: string): Promise<{ tenants: TenantId[]; to?: TenantId }> {
    const { accounts, pools } = this.collections;
    const after = { tenant: { $gt: from as TenantId } };
    const options = { projection: { _id: 0, tenant: 1 }, sort: { tenant: 1 }, limit: IN_TURN } as const;
    const lists = await Promise.all([
      accounts.acrossTenants(everyTenant).find(after, options).toArray(),
      pools.acrossTenants(everyTenant).find(after, options).toArray(),
    ]);
    // A list that was cut off says nothing about the tenants behind its last one.
    const ends = lists.flatMap((list) => (list.length < IN_TURN ? [] : list.at(-1)!.tenant));
    const to = ends.toSorted()[0];
    const tenants = [...new Set(lists.flat().map(({ tenant }) => tenant))].toSorted();
    return to === undefined ? { tenants } : { tenants: tenants.filter((it) => it <= to), to };
  }

  /**
   * Called before a change is stored: if this process dies before it counts the change, the tenant is still read again.
   */
  async beginChange(tenant: TenantId): Promise<string> {
    const id = newHolder();
    const begun = { $each: [{ id, tenant }], $slice: -KEPT };
    await this.collections.revisions.updateOne(ROUTING, { $inc: { changes: 0 }, $push: { begun } }, { upsert: true });
    return id;
  }

  /** Called after a change was stored; without a tenant it concerns all. Processes before version 4 only add to `changes`. */
  async countChange(tenant: TenantId | undefined, begun?: string): Promise<void> {
    const entry = { n: '$changes', ...(tenant && { tenant: { $literal: tenant } }) };
    const latest = { $slice: [{ $concatArrays: [{ $ifNull: ['$latest', []] }, [entry]] }, -KEPT] };
    const others = { $filter: { input: { $ifNull: ['$begun', []] }, cond: { $ne: ['$$this.id', begun] } } };
    const count = { changes: { $add: [{ $ifNull: ['$changes', 0] }, 1] } };
    const update = [{ $set: count }, { $set: { latest, ...(begun && { begun: others }) } }];
    await this.collections.revisions.updateOne(ROUTING, update, { upsert: true });
  }
}

const of = (tenants: readonly TenantId[] | undefined) => (tenants ? { tenant: { $in: [...tenants] } } : {});
