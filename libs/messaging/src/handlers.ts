import { applyDecorators, Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { Ctx, MessagePattern, Payload as PayloadOf } from '@nestjs/microservices';
import type { Contract } from '#libs/contracts';

/** Marks handlers of the bus for Nest; the strategy takes no others. */
export const BUS = Symbol('bus');

/** What a decorator tells the strategy about a handler. */
export interface HandlerTraits {
  readonly contract: Contract;
  readonly concurrency?: number;
  readonly durable?: string;
}

/** Nest would answer every error with "Internal server error"; the strategy needs the error itself. */
@Catch()
class Rethrow implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

/** Marks a method of a controller as the handler of a contract. */
export function handles(traits: HandlerTraits, target: object, name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name)!;
  applyDecorators(MessagePattern<string>(traits.contract.subject, BUS, traits), UseFilters(new Rethrow()))(
    target,
    name,
    descriptor,
  );
  PayloadOf()(target, name, 0);
  Ctx()(target, name, 1);
}
