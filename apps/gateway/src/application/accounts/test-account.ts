import type { CheckAccountReply } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { seenAccount, type AccountPorts } from './list-accounts.ts';
import { audited } from '../audit/audited.ts';

/** Makes a harmless call to the vendor with the account's credentials. */
export function testAccount(
  { dispatcher, vendors, audit }: AccountPorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<CheckAccountReply> {
  return audited(audit, { principal, action: 'account.test', target: id, clientIp }, async () => {
    const { vendor } = await seenAccount(dispatcher, principal, id);
    return vendors.of(vendor).check({ account: id });
  });
}
