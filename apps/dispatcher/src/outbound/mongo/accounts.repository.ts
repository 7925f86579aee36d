import { accountIdOf, type RegisterAccountRequest, type VendorAccount } from '#libs/contracts';
import { clock, type SenderRule, type TenantId } from '#libs/kernel';
import { insertManyUnordered } from '#libs/persistence';
import type { Accounts } from '../../application/routes/ports.ts';
import { storedRules } from '../../domain/routing/stored-rules.ts';
import type { AccountDocument, Collections } from './collections.ts';

export class MongoAccounts implements Accounts {
  constructor(private readonly collections: Collections) {}

  /** Values that operators set are kept; an account that they made is not changed. */
  async upsert(tenant: TenantId, request: RegisterAccountRequest): Promise<string> {
    const made = newDocument(tenant, accountIdOf(request), request);
    const { _id, sealed, callback_key, lookup, receipts, fields, updated_at } = made;
    const { carries } = storedRules(request);
    const settings = { sealed, callback_key, lookup, receipts, fields, updated_at, ...(carries && { carries }) };
    const known = await this.collections.accounts.updateOne({ tenant, _id, source: 'settings' }, { $set: settings });
    if (known.matchedCount === 0) await this.insert(notNamedYet(made, request));
    return _id;
  }

  async saveRule(vendor: string, rule: SenderRule): Promise<boolean> {
    const accounts = this.collections.accounts.acrossTenants("a vendor's adapter speaks for all its accounts");
    const sender_rule = { ...rule };
    const others = { vendor, sender_rule: { $ne: sender_rule } };
    return (await accounts.updateMany(others, { $set: { sender_rule } })).matchedCount > 0;
  }

  async add(
    tenant: TenantId,
    request: RegisterAccountRequest,
    { id: _id, name, by }: { id: string; name: string; by: string },
  ): Promise<boolean> {
    const made = { ...newDocument(tenant, _id, request), name, source: 'api' as const };
    const last_change = { what: 'account', to: 'added', reason: 'added', by, version: 1, at: made.created_at };
    if (await this.insert({ ...made, last_change })) return true;
    await this.keepAddress(_id, request.callback_key);
    return false;
  }

  async find(
    vendor: string,
    by: { account?: string; callbackKey?: string },
  ): Promise<Omit<VendorAccount, 'now'> | null> {
    const accounts = this.collections.accounts.acrossTenants('a callback names its account, which names its tenant');
    const found =
      by.account !== undefined
        ? await accounts.findOne({ vendor, _id: by.account })
        : ((await accounts.findOne({ vendor, callback_key: by.callbackKey! })) ??
          (await accounts.findOne({ vendor, former_callback_key: by.callbackKey! })));
    return found && { account: found._id, route: found._id, tenant: found.tenant, sealed: found.sealed };
  }

  async polledTo(id: string, at: Date): Promise<void> {
    const accounts = this.collections.accounts.acrossTenants('receipts are polled for every tenant');
    await accounts.updateOne({ _id: id }, { $max: { polled_to: at } });
  }

  /** Keep the previous callback key, so that receipts in flight still match. */
  private async keepAddress(_id: string, next: string): Promise<void> {
    const accounts = this.collections.accounts.acrossTenants(
      "the id includes the tenant, and the update contains no tenant's data",
    );
    const changes = { _id, callback_key: { $ne: next } };
    await accounts.updateOne(changes, [{ $set: { former_callback_key: '$callback_key' } }]);
  }

  private async insert(document: AccountDocument): Promise<boolean> {
    const accounts = this.collections.accounts.acrossTenants('the document names its tenant');
    const [result] = await insertManyUnordered(accounts, [document]);
    return result === 'inserted';
  }
}

/** A new account from settings starts disabled; it is enabled once the settings name no other. */
const notNamedYet = (made: AccountDocument, { started_ms_ago }: RegisterAccountRequest): AccountDocument =>
  started_ms_ago === undefined ? made : { ...made, enabled: false, unnamed_at: made.created_at };

function newDocument(
  tenant: TenantId,
  _id: string,
  { key: _, started_ms_ago: __, sender_rule, carries, ...account }: RegisterAccountRequest,
): AccountDocument {
  const now = new Date(clock.now());
  const state = { version: 1, breaker: 'closed', since: now, openings: 0, penalty: 0 } as const;
  const made = { source: 'settings', enabled: true, created_at: now, updated_at: now, state } as const;
  return { _id, tenant, name: _id, ...account, ...storedRules({ sender_rule, carries }), ...made };
}
