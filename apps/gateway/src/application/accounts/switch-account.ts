import type { AccountView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { seenAccount, type AccountPorts } from './list-accounts.ts';
import { audited } from '../audit/audited.ts';

/** Enables or disables an account, which enables or disables its route. */
export function switchAccount(
  { dispatcher, audit }: AccountPorts,
  principal: Principal,
  { id, enabled }: { readonly id: string; readonly enabled: boolean },
  clientIp: string,
): Promise<AccountView> {
  const action = enabled ? 'account.enable' : 'account.disable';
  return audited(audit, { principal, action, target: id, clientIp }, async () => {
    await seenAccount(dispatcher, principal, id);
    await dispatcher.routes.change({ tenant: principal.tenant, id, by: nameOf(principal), change: { enabled } });
    return seenAccount(dispatcher, principal, id);
  });
}
