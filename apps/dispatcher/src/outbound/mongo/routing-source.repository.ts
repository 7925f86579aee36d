import type { Log } from '../../application/ports.ts';
import type { RoutingSource, StoredPolicy, StoredSender } from '../../application/routing/ports.ts';
import type { Route } from '../../domain/routing/route.ts';
import type { Collections } from './collections.ts';
import { readableAccounts } from './readable-accounts.ts';
import { routeOf } from './route-of.ts';

const ROUTING = 'routing';
const everyTenant = 'the table of routes serves every tenant';

/** The data of which the table of routes is made. */
export class MongoRoutingSource implements RoutingSource {
  constructor(
    private readonly collections: Collections,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  /** One that cannot be read does not affect the others. */
  async routes(): Promise<Route[]> {
    const { accounts } = this.collections;
    const options = { projection: { sealed: 0, fields: 0, callback_key: 0 }, sort: { order: 1, _id: 1 } } as const;
    const read = () => accounts.acrossTenants(everyTenant).find({}, options).toArray();
    return readableAccounts({ accounts, log: this.log }, read, routeOf);
  }

  policies(): Promise<StoredPolicy[]> {
    return this.collections.policies.acrossTenants(everyTenant).find({}).toArray();
  }

  async senders(): Promise<StoredSender[]> {
    const senders = await this.collections.senders.acrossTenants(everyTenant).find({}).toArray();
    return senders.filter(({ tenant, routes }) => {
      if (!Array.isArray(routes)) this.log.error('sender.unreadable', { tenant });
      return Array.isArray(routes);
    });
  }

  async revision(): Promise<number> {
    return (await this.collections.revisions.findOne({ _id: ROUTING }))?.changes ?? 0;
  }

  /** Called after a change of any of them was stored. */
  async countChange(): Promise<void> {
    await this.collections.revisions.updateOne({ _id: ROUTING }, { $inc: { changes: 1 } }, { upsert: true });
  }
}
