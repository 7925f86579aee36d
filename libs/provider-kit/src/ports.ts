import type { Type } from '@nestjs/common';
import type { ContractGroup, HandlersFor, Rpc } from '#libs/contracts';
import { PostriderError, unavailable } from '#libs/kernel';

/** The kit's port to the bus; `Bus` of `libs/messaging` implements it. */
export interface ProviderBus {
  call<Request, Reply>(contract: Rpc<Request, Reply, false>, payload: Request): Promise<Reply>;
}

/** Asks the dispatcher; any error of the bus for a missing answer becomes `service_unavailable`. */
export async function ask<Request, Reply>(
  bus: ProviderBus,
  contract: Rpc<Request, Reply, false>,
  payload: Request,
): Promise<Reply> {
  try {
    return await bus.call(contract, payload);
  } catch (error) {
    throw error instanceof PostriderError ? error : unavailable('The dispatcher', error);
  }
}

/** Messaging as the provider's module passes it in: the kit itself does not import it. */
export interface ProviderMessaging {
  /** The injection token of the service's bus. */
  readonly Bus: Type<ProviderBus>;
  /** Makes a controller that answers a group of contracts, and receives its events in every replica. */
  readonly serve: <Owner, Group extends ContractGroup>(
    group: Group,
    token: Type<Owner>,
    handlersOf: (owner: Owner) => HandlersFor<Group>,
  ) => Type;
}
