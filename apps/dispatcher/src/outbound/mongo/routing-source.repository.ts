import type { RouteStateRecord } from '../../application/ports-of-operations.ts';
import type { RoutingSource, StoredPolicy, StoredSender } from '../../application/ports-of-routing.ts';
import type { Route, RouteState } from '../../domain/route.ts';
import type { AccountDocument, Collections } from './collections.ts';

const ROUTING = 'routing';
const everyTenant = 'the table of routes serves every tenant';

/** What the table of routes is made of. */
export class MongoRoutingSource implements RoutingSource {
  constructor(private readonly collections: Collections) {}

  async routes(): Promise<Route[]> {
    const accounts = this.collections.accounts.acrossTenants(everyTenant);
    const projection = { sealed: 0, fields: 0, callback_key: 0 };
    return (await accounts.find({}, { projection, sort: { order: 1, _id: 1 } }).toArray()).map(routeOf);
  }

  policies(): Promise<StoredPolicy[]> {
    return this.collections.policies.acrossTenants(everyTenant).find({}).toArray();
  }

  senders(): Promise<StoredSender[]> {
    return this.collections.senders.acrossTenants(everyTenant).find({}).toArray();
  }

  async revision(): Promise<number> {
    return (await this.collections.revisions.findOne({ _id: ROUTING }))?.changes ?? 0;
  }

  /** After a change of any of them was stored. */
  async countChange(): Promise<void> {
    await this.collections.revisions.updateOne({ _id: ROUTING }, { $inc: { changes: 1 } }, { upsert: true });
  }
}

export function routeOf(account: Omit<AccountDocument, 'sealed' | 'fields' | 'callback_key'>): Route {
  const { _id, tenant, environment, vendor, name, enabled, order, countries, max_segments } = account;
  const { price_micros, currency, lookup, receipts, sender_rule, state } = account;
  return {
    id: _id,
    tenant,
    environment,
    vendor,
    name,
    enabled,
    order,
    ...(countries && { countries }),
    ...(max_segments !== undefined && { maxSegments: max_segments }),
    ...(price_micros !== undefined && currency !== undefined && { price: { micros: price_micros, currency } }),
    lookup,
    receipts,
    ...(sender_rule && { senderRule: sender_rule }),
    state: stateOf(state),
  };
}

export function stateOf({ since, open_until, prober, override, throttle, ...same }: RouteStateRecord): RouteState {
  return {
    ...same,
    since: since.getTime(),
    ...(open_until && { openUntil: open_until.getTime() }),
    ...(prober && { prober: { holder: prober.holder, until: prober.until.getTime() } }),
    ...(override && { override: { ...override, until: override.until.getTime() } }),
    ...(throttle && { throttle: { since: throttle.since.getTime(), until: throttle.until.getTime() } }),
  };
}
