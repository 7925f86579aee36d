import type { CheckAccountReply } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { seenAccount, type AccountPorts } from './list-accounts.ts';
import { recorded } from '../audit/recorded.ts';

/** Asks the vendor something harmless with the account's credentials. */
export function testAccount(
  { dispatcher, vendors, audit }: AccountPorts,
  principal: Principal,
  id: string,
  from: string,
): Promise<CheckAccountReply> {
  return recorded(audit, { principal, action: 'account.test', target: id, from }, async () => {
    const { vendor } = await seenAccount(dispatcher, principal, id);
    return vendors.of(vendor).check({ account: id });
  });
}
