import { Injectable } from '@nestjs/common';
import {
  changeRoute,
  deleteSender,
  forceRoute,
  listAccounts,
  listRoutes,
  listSenders,
  readPolicy,
  routeHistory,
  saveAccount,
  savePolicy,
  saveSender,
  vendorHealth,
  type AccountView,
  type AccountsQuery,
  type ChangeRouteRequest,
  type DeleteSenderRequest,
  type ForceRouteRequest,
  type PolicyQuery,
  type PolicyView,
  type RouteHealth,
  type RouteHistoryEntry,
  type RouteHistoryQuery,
  type RouteView,
  type RoutesQuery,
  type SaveAccountRequest,
  type SavePolicyRequest,
  type SaveSenderRequest,
  type Sender,
  type SendersQuery,
  type VendorHealthQuery,
} from '#libs/contracts';
import { Bus } from '#libs/messaging';
import { Routing } from '../../application/ports.ts';
import { askDispatcher } from './answered.ts';

@Injectable()
export class BusRouting extends Routing {
  constructor(private readonly bus: Bus) {
    super();
  }

  async routes(query: RoutesQuery): Promise<readonly RouteView[]> {
    const { routes } = await askDispatcher(query.tenant, () => this.bus.call(listRoutes, query));
    return routes;
  }

  changeRoute(request: ChangeRouteRequest): Promise<RouteView> {
    return askDispatcher(request.tenant, () => this.bus.call(changeRoute, request));
  }

  forceRoute(request: ForceRouteRequest): Promise<RouteView> {
    return askDispatcher(request.tenant, () => this.bus.call(forceRoute, request));
  }

  async routeHistory(query: RouteHistoryQuery): Promise<readonly RouteHistoryEntry[]> {
    const { changes } = await askDispatcher(query.tenant, () => this.bus.call(routeHistory, query));
    return changes;
  }

  policy(query: PolicyQuery): Promise<PolicyView> {
    return askDispatcher(query.tenant, () => this.bus.call(readPolicy, query));
  }

  savePolicy(request: SavePolicyRequest): Promise<PolicyView> {
    return askDispatcher(request.tenant, () => this.bus.call(savePolicy, request));
  }

  async senders(query: SendersQuery): Promise<readonly Sender[]> {
    const { senders } = await askDispatcher(query.tenant, () => this.bus.call(listSenders, query));
    return senders;
  }

  saveSender(request: SaveSenderRequest): Promise<Sender> {
    return askDispatcher(request.tenant, () => this.bus.call(saveSender, request));
  }

  async deleteSender(request: DeleteSenderRequest): Promise<void> {
    await askDispatcher(request.tenant, () => this.bus.call(deleteSender, request));
  }

  async accounts(query: AccountsQuery): Promise<readonly AccountView[]> {
    const { accounts } = await askDispatcher(query.tenant, () => this.bus.call(listAccounts, query));
    return accounts;
  }

  saveAccount(request: SaveAccountRequest): Promise<AccountView> {
    return askDispatcher(request.tenant, () => this.bus.call(saveAccount, request));
  }

  async health(query: VendorHealthQuery): Promise<readonly RouteHealth[]> {
    const { routes } = await askDispatcher(query.tenant, () => this.bus.call(vendorHealth, query));
    return routes;
  }
}
