import type { RegisterAccountRequest, VendorAccount, VendorAccountQuery } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import type { Accounts } from './ports.ts';

/** Makes or refreshes the account that an adapter's settings describe; the same settings make the same account. */
export async function registerAccount(
  accounts: Accounts,
  tenant: TenantId,
  request: RegisterAccountRequest,
): Promise<VendorAccount> {
  const account = await accounts.upsert(tenant, request);
  return findAccount(accounts, { vendor: request.vendor, account });
}

/** An account with its sealed secrets, for the adapter that holds the vendor's key. */
export async function findAccount(accounts: Accounts, query: VendorAccountQuery): Promise<VendorAccount> {
  const { vendor, account, callback_key } = query;
  const found =
    account === undefined && callback_key === undefined
      ? null
      : await accounts.find(vendor, {
          ...(account !== undefined && { account }),
          ...(callback_key !== undefined && { callbackKey: callback_key }),
        });
  if (!found) throw new PostriderError('not_found', `There is no such account of ${vendor}.`);
  return { ...found, now: clock.now() };
}
