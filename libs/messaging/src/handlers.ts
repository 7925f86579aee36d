import { applyDecorators, Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { Ctx, MessagePattern, Payload as PayloadOf } from '@nestjs/microservices';
import type { BusEvent, Contract, Job, Rpc } from '#libs/contracts';
import type { CallContext, JobContext } from './context.ts';

/** Marks handlers of the bus for Nest; the strategy takes no others. */
export const BUS = Symbol('bus');

/** What a decorator tells the strategy about a handler. */
export interface HandlerTraits {
  readonly contract: Contract;
  readonly concurrency?: number;
  readonly durable?: string;
}

type MethodOf<Method> = <M extends Method>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;
type Answer<Reply, Streamed extends boolean> = Streamed extends true ? AsyncIterable<Reply> : Promise<Reply>;

/** Answers a call. A streaming handler returns an `AsyncIterable`, whose items are sent one by one. */
export const HandleRpc = <Request, Reply, Streamed extends boolean>(
  contract: Rpc<Request, Reply, Streamed>,
): MethodOf<(payload: Request, context: CallContext) => Answer<Reply, Streamed>> => handles({ contract });

/** Handles the jobs of a queue, `concurrency` at a time in each replica. */
export const HandleJob = <Payload>(
  contract: Job<Payload>,
  { concurrency }: { readonly concurrency: number },
): MethodOf<(payload: Payload, context: JobContext) => Promise<void>> => handles({ contract, concurrency });

/**
 * Receives an event: with `durable` once per service and again until it was handled, else in every replica, at most
 * once.
 */
export const HandleEvent = <Payload>(
  contract: BusEvent<Payload>,
  { durable, concurrency = 16 }: { readonly durable?: string; readonly concurrency?: number } = {},
): MethodOf<(payload: Payload, context: JobContext) => Promise<void>> =>
  handles({ contract, concurrency, ...(durable === undefined ? {} : { durable }) });

/** Nest would answer every error with "Internal server error"; the strategy needs the error itself. */
@Catch()
class Rethrow implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

/** Marks a method as the handler of a contract. */
export function handles<Method>(traits: HandlerTraits): MethodOf<Method> {
  const pattern = MessagePattern<string>(traits.contract.subject, BUS, traits);
  return (target, name, descriptor) => {
    applyDecorators(pattern, UseFilters(new Rethrow()))(target, name, descriptor);
    PayloadOf()(target, name, 0);
    Ctx()(target, name, 1);
  };
}
