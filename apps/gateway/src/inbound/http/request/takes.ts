import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** What a handler takes from its call, besides what Nest's own decorators say. */
export type Taken = 'body' | 'optional body' | 'no body' | 'environment to send in';

const taken = new WeakMap<object, Taken>();

/** A parameter decorator of which the document tells what it takes. */
export function takes<Data, Value>(what: Taken, read: (data: Data, context: ExecutionContext) => Value) {
  taken.set(read, what);
  return createParamDecorator(read);
}

/** By the function that reads it. */
export const takenBy = (read: object): Taken | undefined => taken.get(read);
