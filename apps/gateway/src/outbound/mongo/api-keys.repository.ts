import { Injectable } from '@nestjs/common';
import type { Collection } from 'mongodb';
import { clock, type TenantId } from '#libs/kernel';
import { MongoSession } from '#libs/persistence';
import { isScope } from '../../domain/principal.ts';
import { ApiKeys, type AddedApiKey, type ApiKeyRecord, type ApiKeyView } from '../../application/keys/ports.ts';
import { COLLECTIONS, type ApiKeyDocument } from './documents.ts';
import { insertIfNew } from './insert-if-new.ts';
import { Recent, RECENT } from './recent.ts';

const SEEDED = 'seed';

/** Found by the id in the key: the tenant is only known after that. */
@Injectable()
export class MongoApiKeys extends ApiKeys {
  private readonly collection: Collection<ApiKeyDocument>;
  private readonly recent = new Recent<string, ApiKeyRecord | undefined>(RECENT, (id) => this.load(id));

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

  async add({ id, name, expiresAt, createdBy, ...of }: AddedApiKey): Promise<void> {
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
    });
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

  private async load(id: string): Promise<ApiKeyRecord | undefined> {
    const found = await this.collection.findOne({ _id: id });
    if (!found) return undefined;
    const { tenant, environment, hash, last4, scopes, expires_at: expiresAt, revoked_at: revokedAt } = found;
    return { id, tenant, environment, hash, last4, scopes: scopes.filter(isScope), expiresAt, revokedAt };
  }
}

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
  };
}
