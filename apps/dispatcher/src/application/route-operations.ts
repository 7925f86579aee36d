import type * as bus from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { changeRoute } from './change-route.ts';
import { forceRoute } from './force-route.ts';
import { listAccounts, listRoutes } from './list-routes.ts';
import type { Policies, RouteAnnouncements, RouteStates, Senders } from './ports-of-operations.ts';
import type { Accounts } from './ports.ts';
import { routeHistory } from './route-history.ts';
import { knownEverywhere } from './routing/route-table.ts';
import { saveAccount } from './save-account.ts';
import { readPolicy, savePolicy } from './save-policy.ts';
import { deleteSender, listSenders, saveSender } from './save-sender.ts';

export interface RouteOperationsPorts {
  readonly accounts: Accounts;
  readonly states: RouteStates;
  readonly policies: Policies;
  readonly senders: Senders;
  readonly announcements: RouteAnnouncements;
  readonly seedTenant: TenantId;
}

/** What people do about routes, policies, senders and accounts. What they are told holds for their next call. */
export class RouteOperations {
  constructor(private readonly ports: RouteOperationsPorts) {}

  listRoutes(query: bus.RoutesQuery): Promise<bus.RoutesReply> {
    return listRoutes(this.ports.states, query);
  }

  changeRoute(request: bus.ChangeRouteRequest): Promise<bus.RouteView> {
    return known(changeRoute(this.ports.states, request));
  }

  forceRoute(request: bus.ForceRouteRequest): Promise<bus.RouteView> {
    return known(forceRoute(this.ports.states, request));
  }

  routeHistory(query: bus.RouteHistoryQuery): Promise<bus.RouteHistory> {
    return routeHistory(this.ports.states, query);
  }

  readPolicy(query: bus.PolicyQuery): Promise<bus.PolicyView> {
    return readPolicy(this.ports.policies, query);
  }

  savePolicy(request: bus.SavePolicyRequest): Promise<bus.PolicyView> {
    return known(savePolicy(this.ports, request));
  }

  listSenders(query: bus.SendersQuery): Promise<bus.SendersReply> {
    return listSenders(this.ports.senders, query);
  }

  saveSender(request: bus.SaveSenderRequest): Promise<bus.Sender> {
    return known(saveSender(this.ports, request));
  }

  async deleteSender(request: bus.DeleteSenderRequest): Promise<bus.Done> {
    await known(deleteSender(this.ports, request));
    return {};
  }

  listAccounts(query: bus.AccountsQuery): Promise<bus.AccountsReply> {
    return listAccounts(this.ports.states, query);
  }

  saveAccount(request: bus.SaveAccountRequest): Promise<bus.AccountView> {
    return known(saveAccount(this.ports, request));
  }
}

async function known<Result>(change: Promise<Result>): Promise<Result> {
  const result = await change;
  await knownEverywhere();
  return result;
}
