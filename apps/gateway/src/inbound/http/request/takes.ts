import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Inputs of a handler besides those of Nest's own decorators. */
export type Taken = 'body' | 'optional body' | 'no body' | 'environment to send in';

const taken = new WeakMap<object, Taken>();

/** A parameter decorator whose input the document knows. */
export function takes<Data, Value>(what: Taken, read: (data: Data, context: ExecutionContext) => Value) {
  taken.set(read, what);
  return createParamDecorator(read);
}

/** By the function that reads it. */
export const takenBy = (read: object): Taken | undefined => taken.get(read);
