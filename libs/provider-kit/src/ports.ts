import type { Type } from '@nestjs/common';
import type { BusEvent, Rpc } from '#libs/contracts';
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
  readonly HandleRpc: HandleRpcDecorator;
  /** Hears an event in every replica. */
  readonly HandleEvent: HandleEventDecorator;
}

type Handler<Request, Reply> = (payload: Request) => Reply;

export interface HandleRpcDecorator {
  <Request, Reply>(
    contract: Rpc<Request, Reply>,
  ): <M extends Handler<Request, Promise<Reply> | AsyncIterable<Reply>>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<M>,
  ) => void;
}

export interface HandleEventDecorator {
  <Payload>(
    event: BusEvent<Payload>,
  ): <M extends Handler<Payload, Promise<void>>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<M>,
  ) => void;
}
