import { clock, type TenantId } from '#libs/kernel';
import { insertManyUnordered, type TenantFilter } from '#libs/persistence';
import type { SenderChangeRecord, SenderRecord, Senders } from '../../application/routes/ports.ts';
import type { Collections, SenderChangeDocument, SenderDocument } from './collections.ts';
import { changeId } from './route-states.repository.ts';

type ReadSender = Awaited<ReturnType<Senders['byValue']>>;

export class MongoSenders implements Senders {
  constructor(private readonly collections: Pick<Collections, 'senders' | 'senderChanges'>) {}

  ofTenant(tenant: TenantId): Promise<SenderRecord[]> {
    const range = { $gte: `${tenant}.`, $lt: `${tenant}/` };
    const options = { projection: { _id: 0, value: 1, routes: 1 }, sort: { _id: 1 } } as const;
    return this.collections.senders.find({ tenant, _id: range, routes: { $ne: [] } }, options).toArray();
  }

  /** A process of an older version deletes the document, and makes one without `version`; its rows stay. */
  async byValue(tenant: TenantId, value: string): Promise<ReadSender> {
    const found = await this.collections.senders.findOne({ tenant, _id: idOf(tenant, value) });
    const version = found?.version ?? (await this.rows(tenant, value, { limit: 1 }))[0]?.version ?? 0;
    return { value, routes: found?.routes ?? [], version };
  }

  async change(
    tenant: TenantId,
    { value, version: read, routes: from }: ReadSender,
    { to, by }: Pick<SenderChangeRecord, 'to' | 'by'>,
  ): Promise<boolean> {
    const _id = idOf(tenant, value);
    const version = read + 1;
    const last_change = { version, at: new Date(clock.now()), from, to, by };
    const set = { value, routes: to, version, last_change };
    const asRead = { tenant, _id, version: { $in: [read, null] }, routes: from } as TenantFilter<SenderDocument>;
    const before = await this.collections.senders.findOneAndUpdate(asRead, { $set: set }, { returnDocument: 'before' });
    if (!before && !(await this.insert({ _id, tenant, ...set }))) return false;
    await this.record(tenant, value, [before?.last_change, last_change]);
    return true;
  }

  async history(
    tenant: TenantId,
    value: string,
    page: { limit: number; before?: number; of?: readonly string[] },
  ): Promise<SenderChangeRecord[]> {
    const one = { tenant, _id: idOf(tenant, value) };
    const sender = await this.collections.senders.findOne(one, { projection: { last_change: 1 } });
    if (sender) await this.record(tenant, value, [sender.last_change]);
    const rows = await this.rows(tenant, value, page);
    return rows.map(({ _id: _, tenant: __, ...change }) => change);
  }

  private rows(
    tenant: TenantId,
    value: string,
    { limit, before, of }: { limit: number; before?: number; of?: readonly string[] },
  ): Promise<SenderChangeDocument[]> {
    const id = idOf(tenant, value);
    const range = { $gte: `${id}.`, $lt: before === undefined ? `${id}/` : changeId(id, before) };
    const which = { tenant, _id: range, ...(of && movedOneOf(of)) };
    return this.collections.senderChanges.find(which).sort({ _id: -1 }).limit(limit).toArray();
  }

  private async insert(document: SenderDocument): Promise<boolean> {
    const senders = this.collections.senders.acrossTenants('the document names its tenant');
    const [result] = await insertManyUnordered(senders, [document]);
    return result === 'inserted';
  }

  /** The sender stores its last change, so that a row that was lost in a crash is written by the next change or reader. */
  private async record(
    tenant: TenantId,
    value: string,
    changes: readonly (SenderChangeRecord | undefined)[],
  ): Promise<void> {
    const id = idOf(tenant, value);
    const rows = changes.flatMap((change): SenderChangeDocument[] =>
      change ? [{ _id: changeId(id, change.version), tenant, ...change }] : [],
    );
    const all = this.collections.senderChanges.acrossTenants('the rows name their tenant');
    await insertManyUnordered(all, rows);
  }
}

const idOf = (tenant: TenantId, value: string): string => `${tenant}.${value}`;

const movedOneOf = (routes: readonly string[]) => {
  const among = (field: string) => ({ $setIntersection: [field, routes.map((route) => ({ $literal: route }))] });
  return { $expr: { $not: [{ $setEquals: [among('$from'), among('$to')] }] } };
};
