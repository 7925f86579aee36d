import { MongoServerError } from 'mongodb';
import { clock, type TenantId } from '#libs/kernel';
import type { TenantCollection } from '#libs/persistence';
import type { RegistrationSecrets } from '../../application/ports.ts';
import type { KeyFileSecrets } from '../crypto/key-file-secrets.ts';
import type { SecretDocument } from './collections.ts';

const DUPLICATE_KEY = 11_000;
const FIELD = 'registration_secret';

export class MongoRegistrationSecrets implements RegistrationSecrets {
  constructor(
    private readonly stored: TenantCollection<SecretDocument>,
    private readonly keys: KeyFileSecrets,
  ) {}

  async read(tenant: TenantId): Promise<string | undefined> {
    const found = await this.stored.findOne({ tenant, _id: idOf(tenant) });
    if (!found) return undefined;
    return found.sealed ? (this.keys.open(tenant, FIELD, found.sealed) ?? '') : '';
  }

  async save(tenant: TenantId, secret: string, by: string): Promise<boolean> {
    const changed = { changed_by: by, changed_at: new Date(clock.now()) };
    const hash = this.keys.hash('secret', secret);
    const update =
      secret === ''
        ? { $set: changed, $unset: { hash: '', sealed: '' } as const }
        : { $set: { ...changed, hash, sealed: this.keys.seal(tenant, FIELD, secret) } };
    try {
      await this.stored.updateOne({ tenant, _id: idOf(tenant) }, update, { upsert: true });
      return true;
    } catch (error) {
      const isTaken =
        error instanceof MongoServerError && error.code === DUPLICATE_KEY && 'hash' in (error.keyPattern as object);
      if (!isTaken) throw error;
      return false;
    }
  }

  async tenantOf(secret: string): Promise<TenantId | undefined> {
    const all = this.stored.acrossTenants('a secret brings its tenant');
    return (await all.findOne({ hash: this.keys.hash('secret', secret) }))?.tenant;
  }
}

const idOf = (tenant: TenantId): string => `${tenant}.secret`;
