import type { UpdateFilter } from 'mongodb';
import type { Environment } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import { insertManyUnordered } from '#libs/persistence';
import type {
  RouteAnnouncements,
  RouteChangeRecord,
  RouteEntry,
  RouteRecord,
  RouteStates,
  RouteUpdate,
} from '../../application/routes/ports.ts';
import type { Log } from '../../application/ports.ts';
import type { AccountDocument, Collections, RouteChangeDocument } from './collections.ts';
import { readableAccounts } from './readable-accounts.ts';
import { stateOf } from './route-of.ts';

const SHOWN = {
  projection: { sealed: 0, callback_key: 0, former_callback_key: 0, last_change: 0 },
  sort: { order: 1, _id: 1 },
} as const;

export class MongoRouteStates implements RouteStates {
  constructor(
    private readonly collections: Pick<Collections, 'accounts' | 'routeChanges'>,
    private readonly announcements: RouteAnnouncements,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  polled(): Promise<RouteRecord[]> {
    const accounts = this.collections.accounts.acrossTenants('receipts are polled for every tenant');
    return this.readable(() => accounts.find<RouteRecord>({ receipts: 'poll' }, SHOWN).toArray());
  }

  ofTenant(tenant: TenantId, environment?: Environment): Promise<RouteRecord[]> {
    const which = { tenant, ...(environment && { environment }) };
    return this.readable(() => this.collections.accounts.find(which, SHOWN).toArray());
  }

  async byId(tenant: TenantId, id: string): Promise<RouteRecord | null> {
    const which = { tenant, _id: id };
    const [found] = await this.readable(() => this.collections.accounts.find(which, SHOWN).toArray());
    return found ?? null;
  }

  private readable(read: () => Promise<RouteRecord[]>): Promise<RouteRecord[]> {
    const { accounts } = this.collections;
    return readableAccounts({ accounts, log: this.log }, read, (route) => {
      stateOf(route.state);
      return route;
    });
  }

  async change(
    { tenant, id, version }: { tenant?: TenantId; id: string; version: number },
    set: RouteUpdate,
    entry: RouteEntry,
  ): Promise<boolean> {
    const accounts = this.collections.accounts.acrossTenants(
      'breakers serve every tenant; calls of people name theirs',
    );
    const at = new Date(clock.now());
    const last_change = { ...withoutUndefined(entry), version: version + 1, at };
    const filter = { _id: id, 'state.version': version, ...(tenant && { tenant }) };
    const write = async (): Promise<TenantId | false> => {
      const before = await accounts.findOneAndUpdate(filter, updateOf(set, last_change), { returnDocument: 'before' });
      if (before) await this.record(before, [before.last_change, last_change]);
      return before?.tenant ?? false;
    };
    if (tenant) return (await this.announcements.changingRoutes(tenant, [id], write)) !== false;
    const owner = await write();
    if (owner) await this.announcements.routesChanged(owner, [id]);
    return owner !== false;
  }

  async history(tenant: TenantId, id: string, limit: number, before?: number): Promise<RouteChangeRecord[]> {
    const account = await this.collections.accounts.findOne({ tenant, _id: id }, { projection: { last_change: 1 } });
    if (account) await this.record({ _id: id, tenant }, [account.last_change]);
    const range = { $gte: `${id}.`, $lt: before === undefined ? `${id}/` : changeId(id, before) };
    const rows = await this.collections.routeChanges
      .find({ tenant, _id: range })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
    return rows.map(({ _id: _, tenant: __, route: ___, ...entry }) => entry);
  }

  /**
   * The account stores its last change, so that a row that was lost in a crash is written by the next change or reader.
   */
  private async record(
    { _id: route, tenant }: Pick<AccountDocument, '_id' | 'tenant'>,
    changes: readonly (RouteChangeRecord | undefined)[],
  ): Promise<void> {
    const rows = changes.flatMap((change): RouteChangeDocument[] =>
      change ? [{ _id: changeId(route, change.version), tenant, route, ...change }] : [],
    );
    const all = this.collections.routeChanges.acrossTenants('the rows have the tenant of their route');
    await insertManyUnordered(all, rows);
  }
}

export const changeId = (route: string, version: number): string => `${route}.${String(version).padStart(10, '0')}`;

function updateOf(
  { state = {}, settings, account }: RouteUpdate,
  last: RouteChangeRecord,
): UpdateFilter<AccountDocument> {
  const fields = [
    ...Object.entries(state).map(([name, value]) => [`state.${name}`, value] as const),
    ...Object.entries({ ...settings, ...account }),
  ].filter(([, value]) => value !== undefined);
  const kept = fields.filter(([, value]) => value !== null);
  const gone = fields.filter(([, value]) => value === null);
  return {
    $set: { ...Object.fromEntries(kept), 'state.version': last.version, last_change: last, updated_at: last.at },
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map(([name]) => [name, ''])) }),
  } as UpdateFilter<AccountDocument>;
}

const withoutUndefined = (entry: RouteEntry): RouteEntry =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as unknown as RouteEntry;
