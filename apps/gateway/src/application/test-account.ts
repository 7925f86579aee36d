import { unavailable } from '#libs/kernel';
import type { CheckAccountReply } from '#libs/contracts';
import type { Principal } from '../domain/principal.ts';
import { seenAccount, type AccountPorts } from './list-accounts.ts';
import { recorded } from './recorded.ts';

/** Asks the vendor something harmless with the account's credentials. */
export function testAccount(
  { routing, vendors, audit }: AccountPorts,
  principal: Principal,
  id: string,
  from: string,
): Promise<CheckAccountReply> {
  return recorded(audit, { principal, action: 'account.test', target: id, from }, async () => {
    const { vendor } = await seenAccount(routing, principal, id);
    const checked = await vendors.check(vendor, id);
    if (checked === 'nobody') throw unavailable('The adapter of this vendor');
    return checked;
  });
}
