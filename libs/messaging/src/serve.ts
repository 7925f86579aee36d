import { Controller, Inject, type InjectionToken, type Type } from '@nestjs/common';
import type { Contract, ContractGroup, HandlersFor } from '#libs/contracts';
import { isContract } from './client.ts';
import type { CallContext, JobContext } from './context.ts';
import { handles } from './handlers.ts';

export type HandlersOf<Group> = HandlersFor<Group, CallContext, JobContext>;

export interface ServeOptions {
  /** Jobs and events of the group that each replica handles at a time. */
  readonly concurrency?: number;
  /** For events: once per service and again until handled. Without it every replica receives them, at most once. */
  readonly durable?: string;
}

type AnyHandler = (payload: unknown, context: unknown) => unknown;

/** A Nest controller that answers a group of contracts with the handlers of what `token` injects. */
export function serve<Owner, Group extends ContractGroup>(
  group: Group,
  token: InjectionToken<Owner>,
  handlersOf: (owner: Owner) => HandlersOf<Group>,
  options: ServeOptions = {},
): Type {
  class Served {
    readonly handlers: unknown;

    constructor(owner: Owner) {
      this.handlers = handlersOf(owner);
    }
  }
  Inject(token)(Served, undefined, 0);
  Controller()(Served);
  for (const { path, contract } of listed(group)) {
    const method = path.join('.');
    const value = function (this: Served, payload: unknown, context: unknown): unknown {
      return handlerAt(this.handlers, path)(payload, context);
    };
    Object.defineProperty(Served.prototype, method, { value, writable: true, configurable: true });
    handles({ contract, ...optionsFor(contract, options) }, Served.prototype, method);
  }
  return Served;
}

/** Every contract of a group and its groups, for the list of what a service owns. */
export const contractsOf = (group: ContractGroup): readonly Contract[] => listed(group).map(({ contract }) => contract);

interface Listed {
  readonly path: readonly string[];
  readonly contract: Contract;
}

function listed(group: ContractGroup, path: readonly string[] = []): Listed[] {
  return Object.entries(group).flatMap(([name, it]) =>
    isContract(it) ? [{ path: [...path, name], contract: it }] : listed(it, [...path, name]),
  );
}

function handlerAt(handlers: unknown, path: readonly string[]): AnyHandler {
  let at = handlers;
  for (const name of path) at = (at as Record<string, unknown>)[name];
  return at as AnyHandler;
}

function optionsFor({ kind }: Contract, { concurrency, durable }: ServeOptions): ServeOptions {
  if (kind === 'rpc') return {};
  return { concurrency: concurrency ?? (kind === 'evt' ? 16 : 1), ...(durable !== undefined && { durable }) };
}
