import type { KeyObject } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import type { TenantId } from '#libs/kernel';
import { openBytes, sealBytes, type MongoSession, type TenantCollection } from '#libs/persistence';
import { Issuers, type IssuerRecord, type TokensMeant } from '../../application/issuers/ports.ts';
import { COLLECTIONS, type IssuerDocument } from './documents.ts';
import { Recent, RECENT } from './recent.ts';

const DUPLICATE_KEY = 11_000;

/** Secrets are sealed with a key that is not in the database, for their issuer alone. */
export class MongoIssuers extends Issuers {
  private readonly collection: TenantCollection<IssuerDocument>;
  private readonly recent = new Recent<string, readonly IssuerRecord[]>(RECENT, (issuer) => this.load(issuer));

  constructor(
    session: MongoSession,
    private readonly key: KeyObject,
  ) {
    super();
    this.collection = session.tenantCollection<IssuerDocument>(COLLECTIONS.issuers);
  }

  async read(tenant: TenantId, id: string): Promise<IssuerRecord | undefined> {
    const found = await this.collection.findOne({ tenant, _id: id });
    return found ? this.recordOf(found) : undefined;
  }

  async list(tenant: TenantId): Promise<readonly IssuerRecord[]> {
    const found = await this.collection.find({ tenant }).sort({ _id: 1 }).toArray();
    return found.map((each) => this.recordOf(each));
  }

  withName(issuer: string): Promise<readonly IssuerRecord[]> {
    return this.recent.get(issuer);
  }

  async ofOthers(tenant: TenantId, issuer: string): Promise<readonly TokensMeant[]> {
    const all = this.collection.acrossTenants(
      'A token names no tenant, so an issuer is for tokens of one tenant only.',
    );
    const found = await all.find({ issuer: { $eq: issuer }, tenant: { $ne: tenant } }).toArray();
    return found.map(({ audience, tenant_claim: tenantClaim }) => ({
      ...(audience !== undefined && { audience }),
      ...(tenantClaim !== undefined && { tenantClaim }),
    }));
  }

  async add(issuer: IssuerRecord): Promise<'saved' | 'name_taken'> {
    return (await unlessTaken(async () => void (await this.collection.insertOne(this.documentOf(issuer))))) ?? 'saved';
  }

  async replace(issuer: IssuerRecord): Promise<'saved' | 'name_taken' | 'unknown'> {
    const { tenant, id } = issuer;
    const { _id, ...document } = this.documentOf(issuer);
    const all = this.collection.acrossTenants('Fields that are gone are removed; the filter names the tenant.');
    let matched = 0;
    const taken = await unlessTaken(async () => {
      matched = (await all.replaceOne({ _id: id, tenant }, document)).matchedCount;
    });
    return taken ?? (matched === 1 ? 'saved' : 'unknown');
  }

  async remove(tenant: TenantId, id: string): Promise<boolean> {
    return (await this.collection.deleteOne({ tenant, _id: id })).deletedCount === 1;
  }

  private async load(issuer: string): Promise<readonly IssuerRecord[]> {
    const all = this.collection.acrossTenants('A token names no tenant; the issuer that it names has one.');
    return (await all.find({ issuer: { $eq: issuer } }).toArray()).map((each) => this.recordOf(each));
  }

  private documentOf({ id, secret, ...of }: IssuerRecord): IssuerDocument {
    const sealed =
      secret === undefined ? undefined : sealBytes(this.key, contextOf(of.tenant, id), Buffer.from(secret));
    return {
      _id: id,
      tenant: of.tenant,
      name: of.name,
      issuer: of.issuer,
      algorithm: of.algorithm,
      user_claim: of.userClaim,
      default_role: of.defaultRole,
      enabled: of.enabled,
      created_at: of.createdAt,
      created_by: of.createdBy,
      ...(sealed && { secret: sealed }),
      ...(of.publicKey !== undefined && { public_key: of.publicKey }),
      ...(of.jwksUrl !== undefined && { jwks_url: of.jwksUrl }),
      ...(of.audience !== undefined && { audience: of.audience }),
      ...(of.tenantClaim !== undefined && { tenant_claim: of.tenantClaim }),
      ...(of.roleClaim !== undefined && { role_claim: of.roleClaim }),
    };
  }

  private recordOf({ _id: id, tenant, secret, ...of }: IssuerDocument): IssuerRecord {
    const { name, issuer, algorithm, enabled } = of;
    return {
      id,
      tenant,
      name,
      issuer,
      algorithm,
      enabled,
      userClaim: of.user_claim,
      defaultRole: of.default_role,
      createdAt: of.created_at,
      createdBy: of.created_by,
      ...(secret && { secret: this.open(tenant, id, secret) }),
      ...(of.public_key !== undefined && { publicKey: of.public_key }),
      ...(of.jwks_url !== undefined && { jwksUrl: of.jwks_url }),
      ...(of.audience !== undefined && { audience: of.audience }),
      ...(of.tenant_claim !== undefined && { tenantClaim: of.tenant_claim }),
      ...(of.role_claim !== undefined && { roleClaim: of.role_claim }),
    };
  }

  private open(tenant: TenantId, id: string, sealed: Uint8Array | { readonly buffer: Uint8Array }): string {
    const bytes = sealed instanceof Uint8Array ? sealed : sealed.buffer;
    const secret = openBytes(this.key, contextOf(tenant, id), bytes);
    if (secret) return secret.toString();
    throw new Error(`The secret of issuer ${id} was sealed with another API_KEY_PEPPER. Set the secret again.`);
  }
}

const contextOf = (tenant: TenantId, id: string): string => `issuer|${tenant}|${id}`;

async function unlessTaken(write: () => Promise<void>): Promise<'name_taken' | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return 'name_taken';
    throw error;
  }
}
