import type { Collection } from 'mongodb';
import type { Environment } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import type { MongoSession } from '#libs/persistence';
import { Tenants, type NewTenant, type TenantRecord } from '../../application/tenants/ports.ts';
import { COLLECTIONS, type TenantDocument } from './documents.ts';
import { KNOWN, knownEverywhere, Recent, RECENT } from './recent.ts';
import { insertIfNew } from './insert-if-new.ts';

export class MongoTenants extends Tenants {
  private readonly collection: Collection<TenantDocument>;
  private readonly recent = new Recent<TenantId, TenantRecord | undefined>(KNOWN, (id) => this.load(id));

  private readonly active = new Recent<TenantId, boolean>(RECENT, async (id) => (await this.load(id))?.active ?? true);

  constructor(
    session: MongoSession,
    /** Of new tenants. */
    private readonly defaultEnvironment: Environment = 'test',
  ) {
    super();
    this.collection = session.collection<TenantDocument>(COLLECTIONS.tenants);
  }

  find(id: TenantId): Promise<TenantRecord | undefined> {
    return this.recent.get(id);
  }

  isActive(id: TenantId): Promise<boolean> {
    return this.active.get(id);
  }

  async list({ after, limit }: { after: number; limit: number }): Promise<readonly TenantRecord[]> {
    const page = this.collection.find({ number: { $gt: after } }).sort({ number: 1 });
    return (await page.limit(limit).toArray()).map(recordOf);
  }

  async create({ id, ...of }: NewTenant): Promise<TenantRecord> {
    await this.insert(this.documentOf(id, of));
    return (await this.load(id))!;
  }

  async remove(id: TenantId): Promise<void> {
    await this.collection.deleteOne({ _id: id });
  }

  async seed({ id, policy }: Pick<TenantRecord, 'id' | 'policy'>): Promise<void> {
    await this.insert(this.documentOf(id, { policy }));
  }

  async change(tenant: TenantRecord): Promise<TenantRecord | undefined> {
    const { id, version } = tenant;
    const found = { _id: id, version: version === 0 ? { $exists: false } : version };
    const next = { ...tenant, version: version + 1 };
    const { matchedCount } = await this.collection.updateOne(found, changeTo(next));
    if (matchedCount === 0) return undefined;
    this.active.forget(id);
    await knownEverywhere();
    return next;
  }

  read(id: TenantId): Promise<TenantRecord | undefined> {
    return this.load(id);
  }

  private documentOf(_id: TenantId, of: Pick<TenantDocument, 'policy' | 'name' | 'zone'>): TenantDocument {
    const { policy } = of;
    const created = { version: 1, seeded: policy, created_at: new Date(clock.now()) };
    return { _id, ...of, ...created, default_environment: this.defaultEnvironment };
  }

  /** The next number is taken by the insert: another tenant that takes it first makes this one try again. */
  private async insert(tenant: TenantDocument): Promise<void> {
    while (!(await this.load(tenant._id))) {
      const numbered = { number: { $exists: true } };
      const newest = await this.collection.findOne(numbered, { sort: { number: -1 } });
      if (await insertIfNew(this.collection, { ...tenant, number: (newest?.number ?? 0) + 1 })) return;
    }
  }

  private async load(id: TenantId): Promise<TenantRecord | undefined> {
    const found = await this.collection.findOne({ _id: id });
    return found ? recordOf(found) : undefined;
  }
}

/** Values that an older version did not store are those that it used. */
function recordOf(found: TenantDocument): TenantRecord {
  const { _id: id, policy, version = 0, seeded = policy, messages_per_minute } = found;
  const { number = 0, name = id, active = true, zone = 'UTC', default_environment = 'live' } = found;
  const { template_four_eyes: templateFourEyes = false, confirmations } = found;
  const given = {
    id,
    number,
    templateFourEyes,
    name,
    active,
    zone,
    defaultEnvironment: default_environment,
    policy,
    version,
    seeded,
  };
  return {
    ...given,
    ...(messages_per_minute !== undefined && { messagesPerMinute: messages_per_minute }),
    ...(confirmations && { confirmations }),
  };
}

function changeTo({ messagesPerMinute, confirmations, ...of }: TenantRecord) {
  const { name, active, zone, policy, seeded, version } = of;
  const given = { name, active, zone, default_environment: of.defaultEnvironment, policy, seeded, version };
  const $set = {
    ...given,
    template_four_eyes: of.templateFourEyes,
    ...(messagesPerMinute !== undefined && { messages_per_minute: messagesPerMinute }),
    ...(confirmations && { confirmations }),
  };
  const $unset = {
    ...(messagesPerMinute === undefined && { messages_per_minute: true as const }),
    ...(!confirmations && { confirmations: true as const }),
  };
  return { $set, ...(Object.keys($unset).length > 0 && { $unset }) };
}
