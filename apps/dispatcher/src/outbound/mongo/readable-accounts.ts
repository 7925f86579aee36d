import type { Log } from '../../application/ports.ts';
import type { AccountDocument, Collections } from './collections.ts';
import { completeAccounts } from './migrations/0001-routes-carry-their-state.ts';

type Read = Pick<AccountDocument, '_id' | 'state'>;

/**
 * Accounts of a version before routes had a state are completed first. Those for which `make` returns nothing are left
 * out.
 */
export async function readableAccounts<Account extends Read, Made>(
  { accounts, log }: { readonly accounts: Collections['accounts']; readonly log: Pick<Log, 'error'> },
  read: () => Promise<Account[]>,
  make: (account: Account) => Made,
): Promise<Made[]> {
  const found = await read();
  const without = found.flatMap(({ _id, state }) => (state === undefined ? _id : []));
  if (without.length > 0) await completeAccounts(accounts.acrossTenants('the ids are those of the accounts'), without);
  return (without.length > 0 ? await read() : found).flatMap((account) => {
    try {
      return [make(account)];
    } catch (err) {
      log.error('route.unreadable', { route: account._id, err });
      return [];
    }
  });
}
