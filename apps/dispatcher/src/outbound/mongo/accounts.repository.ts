import { createHash } from 'node:crypto';
import type { RegisterAccountRequest, VendorAccount } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Accounts } from '../../application/ports.ts';
import type { Route } from '../../domain/route.ts';
import type { AccountDocument, Collections } from './collections.ts';

export class MongoAccounts implements Accounts {
  constructor(private readonly collections: Collections) {}

  async upsert(tenant: TenantId, request: RegisterAccountRequest): Promise<void> {
    const { vendor, environment, sealed, callback_key, lookup } = request;
    const digest = createHash('sha256').update(`${vendor}\n${request.key}\n${environment}`).digest('hex');
    const account = { vendor, environment, sealed, callback_key, lookup };
    const _id = `${vendor}-${digest.slice(0, 8)}`;
    await this.collections.accounts.updateOne({ tenant, _id }, { $set: account }, { upsert: true });
  }

  async find(
    vendor: string,
    by: { account?: string; callbackKey?: string },
  ): Promise<Omit<VendorAccount, 'now'> | null> {
    const accounts = this.collections.accounts.acrossTenants('a callback names its account, and that its tenant');
    const filter = by.account !== undefined ? { _id: by.account } : { callback_key: by.callbackKey! };
    const found = await accounts.findOne({ vendor, ...filter });
    return found && { account: found._id, route: found._id, tenant: found.tenant, sealed: found.sealed };
  }

  async routes(): Promise<Route[]> {
    const accounts = this.collections.accounts.acrossTenants('the table of routes serves every tenant');
    const all = await accounts.find({}, { sort: { _id: 1 } }).toArray();
    return all.map(({ _id, tenant, environment, vendor, lookup }: AccountDocument) => {
      return { id: _id, tenant, environment, vendor, lookup };
    });
  }
}
