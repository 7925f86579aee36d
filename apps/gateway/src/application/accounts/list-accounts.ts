import type { AccountView } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher, Vendors } from '../ports.ts';
import { nothingHere } from '../audit/audited.ts';

export interface AccountPorts {
  readonly dispatcher: Dispatcher;
  readonly vendors: Vendors;
  readonly audit: AuditLog;
}

/** The vendor accounts that a principal sees, without their secrets. */
export async function listAccounts(
  { dispatcher }: Pick<AccountPorts, 'dispatcher'>,
  principal: Principal,
): Promise<readonly AccountView[]> {
  const { accounts } = await dispatcher.accounts.list({ tenant: principal.tenant, ...seenBy(principal) });
  return accounts.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

export async function seenAccount(dispatcher: Dispatcher, principal: Principal, id: string): Promise<AccountView> {
  const found = (await listAccounts({ dispatcher }, principal)).find((account) => account.id === id);
  if (found === undefined) throw nothingHere();
  return found;
}
