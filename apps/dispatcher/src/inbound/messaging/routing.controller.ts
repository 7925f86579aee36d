import { Controller } from '@nestjs/common';
import * as bus from '#libs/contracts';
import { HandleRpc } from '#libs/messaging';
import { RouteOperations } from '../../application/route-operations.ts';

/** Routes, policies, senders and accounts on the bus. */
@Controller()
export class RoutingController {
  constructor(private readonly operations: RouteOperations) {}

  @HandleRpc(bus.listRoutes)
  routes(query: bus.RoutesQuery): Promise<bus.RoutesReply> {
    return this.operations.listRoutes(query);
  }

  @HandleRpc(bus.changeRoute)
  changeRoute(request: bus.ChangeRouteRequest): Promise<bus.RouteView> {
    return this.operations.changeRoute(request);
  }

  @HandleRpc(bus.forceRoute)
  forceRoute(request: bus.ForceRouteRequest): Promise<bus.RouteView> {
    return this.operations.forceRoute(request);
  }

  @HandleRpc(bus.routeHistory)
  history(query: bus.RouteHistoryQuery): Promise<bus.RouteHistory> {
    return this.operations.routeHistory(query);
  }

  @HandleRpc(bus.readPolicy)
  policy(query: bus.PolicyQuery): Promise<bus.PolicyView> {
    return this.operations.readPolicy(query);
  }

  @HandleRpc(bus.savePolicy)
  savePolicy(request: bus.SavePolicyRequest): Promise<bus.PolicyView> {
    return this.operations.savePolicy(request);
  }

  @HandleRpc(bus.listSenders)
  senders(query: bus.SendersQuery): Promise<bus.SendersReply> {
    return this.operations.listSenders(query);
  }

  @HandleRpc(bus.saveSender)
  saveSender(request: bus.SaveSenderRequest): Promise<bus.Sender> {
    return this.operations.saveSender(request);
  }

  @HandleRpc(bus.deleteSender)
  deleteSender(request: bus.DeleteSenderRequest): Promise<bus.Done> {
    return this.operations.deleteSender(request);
  }

  @HandleRpc(bus.listAccounts)
  accounts(query: bus.AccountsQuery): Promise<bus.AccountsReply> {
    return this.operations.listAccounts(query);
  }

  @HandleRpc(bus.saveAccount)
  saveAccount(request: bus.SaveAccountRequest): Promise<bus.AccountView> {
    return this.operations.saveAccount(request);
  }
}
