import type { Log } from '../../application/ports.ts';
import type { AccountDocument, Collections } from './collections.ts';
import { completeAccounts } from './migrations/0001-routes-carry-their-state.ts';
import { stateOf } from './route-of.ts';

type Read = Pick<AccountDocument, '_id' | 'state'>;

/** Accounts of a version before routes had a state are completed first. One that cannot be read is left out. */
export async function readableAccounts<Account extends Read>(
  { accounts, log }: { readonly accounts: Collections['accounts']; readonly log: Pick<Log, 'error'> },
  read: () => Promise<Account[]>,
): Promise<Account[]> {
  const found = await read();
  const without = found.flatMap(({ _id, state }) => (state === undefined ? _id : []));
  if (without.length > 0) await completeAccounts(accounts.acrossTenants('the ids name the accounts'), without);
  return (without.length > 0 ? await read() : found).filter(({ _id, state }) => {
    try {
      return stateOf(state);
    } catch (err) {
      log.error('route.unreadable', { route: _id, err });
      return false;
    }
  });
}
