import type { AccountView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { seenAccount, type AccountPorts } from './list-accounts.ts';
import { recorded } from '../audit/recorded.ts';

/** Takes an account into use, or out of it: its route is what is enabled. */
export function switchAccount(
  { dispatcher, audit }: AccountPorts,
  principal: Principal,
  { id, enabled }: { readonly id: string; readonly enabled: boolean },
  from: string,
): Promise<AccountView> {
  const action = enabled ? 'account.enable' : 'account.disable';
  return recorded(audit, { principal, action, target: id, from }, async () => {
    await seenAccount(dispatcher, principal, id);
    await dispatcher.routes.change({ tenant: principal.tenant, id, by: nameOf(principal), change: { enabled } });
    return seenAccount(dispatcher, principal, id);
  });
}
