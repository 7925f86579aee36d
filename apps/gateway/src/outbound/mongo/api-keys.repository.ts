import { Injectable } from '@nestjs/common';
import type { Collection } from 'mongodb';
import { clock, monotonicMs, type TenantId } from '#libs/kernel';
import { MongoSession } from '#libs/persistence';
import { isScope } from '../../domain/principal.ts';
import {
  ApiKeys,
  type AddedApiKey,
  type ApiKeyRecord,
  type ApiKeyView,
  type KeyChange,
} from '../../application/keys/ports.ts';
import { COLLECTIONS, type ApiKeyDocument } from './documents.ts';
import { insertIfNew } from './insert-if-new.ts';
import { Recent, RECENT } from './recent.ts';

const SEEDED = 'seed';
const USE_NOTED_EVERY_MS = 60_000;

/** Found by the id in the key: the tenant is only known after that. */
@Injectable()
export class MongoApiKeys extends ApiKeys {
  private readonly collection: Collection<ApiKeyDocument>;
  private readonly recent = new Recent<string, ApiKeyRecord | undefined>(RECENT, (id) => this.load(id));

  /** When each key's use was last written, in {@link monotonicMs}. */
  private readonly noted = new Map<string, number>();

  constructor(session: MongoSession) {
    super();
    this.collection = session.collection<ApiKeyDocument>(COLLECTIONS.apiKeys);
  }

  find(id: string): Promise<ApiKeyRecord | undefined> {
    return this.recent.get(id);
  }

  async flagExposed(id: string): Promise<void> {
    await this.collection.updateOne({ _id: id }, { $set: { exposed_at: new Date(clock.now()) } });
  }

  async seed({ id, tenant, environment, hash, last4, scopes }: ApiKeyRecord): Promise<void> {
    const created_at = new Date(clock.now());
    const isNew = await insertIfNew(this.collection, {
      _id: id,
      tenant,
      environment,
      hash,
      last4,
      scopes,
      created_at,
      created_by: SEEDED,
    });
    if (!isNew) await this.collection.updateOne({ _id: id, created_by: SEEDED }, { $set: { hash, last4 } });
    this.recent.forget(id);
  }

  async add({ id, name, expiresAt, createdBy, allowedIps, dailyLimit, countsAs, ...of }: AddedApiKey): Promise<void> {
    const { tenant, environment, hash, last4, scopes } = of;
    await this.collection.insertOne({
      _id: id,
      tenant,
      environment,
      hash,
      last4,
      scopes,
      created_at: new Date(clock.now()),
      created_by: createdBy,
      ...(name !== undefined && { name }),
      ...(expiresAt && { expires_at: expiresAt }),
      ...(allowedIps && { allowed_ips: allowedIps }),
      ...(dailyLimit !== undefined && { daily_limit: dailyLimit }),
      ...(countsAs !== undefined && { counts_as: countsAs }),
    });
  }

  async read(tenant: TenantId, id: string): Promise<ApiKeyView | undefined> {
    const found = await this.collection.findOne({ _id: id, tenant });
    return found ? viewOf(found) : undefined;
  }

  async change(tenant: TenantId, id: string, { name, dailyLimit }: KeyChange): Promise<ApiKeyView | undefined> {
    const set = {
      ...(name !== undefined && { name }),
      ...(typeof dailyLimit === 'number' && { daily_limit: dailyLimit }),
    };
    const update = {
      ...(Object.keys(set).length > 0 && { $set: set }),
      ...(dailyLimit === null && { $unset: { daily_limit: '' as const } }),
    };
    const found = await this.collection.findOneAndUpdate({ _id: id, tenant }, update, { returnDocument: 'after' });
    this.recent.forget(id);
    return found ? viewOf(found) : undefined;
  }

  async replace(tenant: TenantId, id: string, by: { readonly id: string; readonly endsAt: Date }): Promise<boolean> {
    const open = { ...usable(tenant), _id: id, replaced_by: { $exists: false } };
    const { matchedCount } = await this.collection.updateOne(open, {
      $set: { replaced_by: by.id },
      $min: { expires_at: by.endsAt },
    });
    this.recent.forget(id);
    return matchedCount === 1;
  }

  countUsable(tenant: TenantId): Promise<number> {
    return this.collection.countDocuments(usable(tenant));
  }

  noteUse(id: string): void {
    const now = monotonicMs();
    if (now - (this.noted.get(id) ?? -Infinity) < USE_NOTED_EVERY_MS) return;
    if (this.noted.size >= RECENT.max) this.noted.clear();
    this.noted.set(id, now);
    const used = { $max: { last_used_at: new Date(clock.now()) } };
    this.collection.updateOne({ _id: id }, used).catch(() => this.noted.delete(id));
  }

  async list(tenant: TenantId): Promise<readonly ApiKeyView[]> {
    const found = await this.collection.find({ tenant }).sort({ created_at: 1, _id: 1 }).toArray();
    return found.map(viewOf);
  }

  async revoke(tenant: TenantId, id: string): Promise<'revoked' | 'already_revoked' | 'unknown'> {
    const open = { _id: id, tenant, revoked_at: { $exists: false } };
    const { matchedCount } = await this.collection.updateOne(open, { $set: { revoked_at: new Date(clock.now()) } });
    this.recent.forget(id);
    if (matchedCount === 1) return 'revoked';
    return (await this.collection.findOne({ _id: id, tenant })) ? 'already_revoked' : 'unknown';
  }

  async discard(tenant: TenantId, _id: string): Promise<void> {
    await this.collection.deleteOne({ _id, tenant });
    this.recent.forget(_id);
  }

  private async load(id: string): Promise<ApiKeyRecord | undefined> {
    const found = await this.collection.findOne({ _id: id });
    if (!found) return undefined;
    return { ...viewOf(found), hash: found.hash };
  }
}

const usable = (tenant: TenantId) => ({
  tenant,
  revoked_at: { $exists: false },
  $or: [{ expires_at: { $exists: false } }, { expires_at: { $gt: new Date(clock.now()) } }],
});

function viewOf(found: ApiKeyDocument): ApiKeyView {
  const { _id: id, tenant, environment, last4, scopes, name, created_at, created_by } = found;
  return {
    id,
    tenant,
    environment,
    last4,
    scopes: scopes.filter(isScope),
    createdAt: created_at,
    createdBy: created_by,
    ...(name !== undefined && { name }),
    ...(found.expires_at && { expiresAt: found.expires_at }),
    ...(found.revoked_at && { revokedAt: found.revoked_at }),
    ...(found.exposed_at && { exposedAt: found.exposed_at }),
    ...(found.allowed_ips && { allowedIps: found.allowed_ips }),
    ...(found.last_used_at && { lastUsedAt: found.last_used_at }),
    ...(found.replaced_by && { replacedBy: found.replaced_by }),
    ...(found.daily_limit !== undefined && { dailyLimit: found.daily_limit }),
    ...(found.counts_as && { countsAs: found.counts_as }),
  };
}
