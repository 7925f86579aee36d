import type { Type } from '@nestjs/common';
import type { ContractGroup, HandlersFor, Rpc } from '#libs/contracts';
import { PostriderError, unavailable } from '#libs/kernel';

/** What the kit asks of the bus; `Bus` of `libs/messaging` is one. */
export interface ProviderBus {
  call<Request, Reply>(contract: Rpc<Request, Reply, false>, payload: Request): Promise<Reply>;
}

/** Asks the dispatcher; whatever the bus says when nobody answers becomes `service_unavailable`. */
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

/** Messaging as the provider's module hands it in: the kit itself does not import it. */
export interface ProviderMessaging {
  /** The injection token of the service's bus. */
  readonly Bus: Type<ProviderBus>;
  /** Makes a controller that answers a group of contracts, and hears its events in every replica. */
  readonly serve: <Owner, Group extends ContractGroup>(
    group: Group,
    token: Type<Owner>,
    handlersOf: (owner: Owner) => HandlersFor<Group>,
  ) => Type;
}
