import type { AccountsQuery, AccountsReply, RoutesQuery, RoutesReply } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import type { RouteStates } from './ports.ts';
import { accountView, routeView } from './route-view.ts';

/** The tenant's routes, in the order in which they are tried without a policy. */
export async function listRoutes(states: RouteStates, { tenant, environment }: RoutesQuery): Promise<RoutesReply> {
  const routes = await states.ofTenant(tenant as TenantId, environment);
  return { routes: routes.map((route) => routeView(route, clock.now())) };
}

/** The same routes as vendor accounts. */
export async function listAccounts(states: RouteStates, query: AccountsQuery): Promise<AccountsReply> {
  const accounts = await states.ofTenant(query.tenant as TenantId, query.environment);
  return { accounts: accounts.map(accountView) };
}
