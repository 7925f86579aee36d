import type { RegisterAccountRequest, VendorAccount, VendorAccountQuery } from '#libs/contracts';
import { clock, PostriderError } from '#libs/kernel';
import type { Accounts } from './ports.ts';
import { knownEverywhere } from '../routing/route-table.ts';
import { nameAccount, type SettingsAccountPorts } from './settings-accounts.ts';

/** Makes or refreshes the account that an adapter's settings describe; the same settings give the same account. */
export async function registerAccount(
  ports: SettingsAccountPorts,
  request: RegisterAccountRequest,
): Promise<VendorAccount> {
  const { account, switchedOff, isOutdated } = await nameAccount(ports, request);
  const found = await findAccount(ports.accounts, { vendor: request.vendor, account });
  await knownEverywhere();
  return { ...found, now: clock.now(), switched_off: switchedOff, ...(isOutdated && { outdated: true }) };
}

/** An account with its sealed secrets, for the adapter that has the vendor's key. */
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
