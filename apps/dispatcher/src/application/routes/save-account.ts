import { accountIdOf, type AccountView, type SaveAccountRequest } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { changeAtAnyVersion } from './change-route.ts';
import type { RouteAnnouncements, RouteStates } from './ports.ts';
import type { Accounts } from './ports.ts';
import { storedRules } from '../../domain/routing/stored-rules.ts';
import { accountView, noSuchRoute } from './route-view.ts';

export interface AccountPorts {
  readonly accounts: Accounts;
  readonly states: RouteStates;
  readonly announcements: RouteAnnouncements;
  /** The tenant whose accounts have the ids that the adapters' settings give them. */
  readonly seedTenant: TenantId;
}

/** Makes or replaces an account whose secrets its vendor's adapter has sealed; the same key gives the same account. */
export async function saveAccount(ports: AccountPorts, request: SaveAccountRequest): Promise<AccountView> {
  const { by, account } = request;
  const tenant = request.tenant as TenantId;
  const name = request.name.trim();
  if (name === '') throw new PostriderError('invalid_account', 'name is empty.');

  // The account id includes the tenant.
  const id = tenant === ports.seedTenant ? accountIdOf(account) : accountIdOf(account, tenant);
  if (request.id !== undefined && request.id !== id) throw new PostriderError('invalid_account', ANOTHER);
  const add = (): Promise<boolean> => ports.accounts.add(tenant, account, { id, name, by });
  if (!(await ports.announcements.changingRoutes(tenant, [id], add)))
    await replace(ports.states, tenant, id, { ...request, name });
  return accountView((await ports.states.byId(tenant, id)) ?? noSuchRoute());
}

const ANOTHER = 'These settings belong to another account: add it as a new account instead.';

async function replace(states: RouteStates, tenant: TenantId, id: string, { by, name, account }: SaveAccountRequest) {
  const { sealed, callback_key, lookup, receipts, fields } = account;
  const ofVendor = { lookup, receipts, ...storedRules(account) };
  const secrets = { sealed, callback_key, fields, ...ofVendor, source: 'api' as const };
  const entry = { what: 'account', to: 'replaced', reason: 'replaced', by };
  await changeAtAnyVersion(states, tenant, id, () => ({ set: { account: secrets, settings: { name } }, entry }));
}
