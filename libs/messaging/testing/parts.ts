import type { Provider, Type } from '@nestjs/common';
import type { Contract, ContractGroup } from '#libs/contracts';
import { contractsOf, serve, type HandlersOf, type ServeOptions } from '#libs/messaging';
import type { Log } from '#libs/observability';

/** A service made of controllers, as a spec needs it. */
export interface ServedParts {
  /** The owner of the contracts. */
  readonly name: string;
  readonly contracts: readonly Contract[];
  readonly controllers: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly log?: Log;
}

/** A service that owns only this group. */
export function partsOf<Group extends ContractGroup>(
  group: Group,
  handlers: HandlersOf<Group>,
  options?: ServeOptions,
): ServedParts & { readonly providers: readonly Provider[] } {
  const contracts = contractsOf(group);
  const token = Symbol('handlers');
  const controllers = [serve(group, token, (own: HandlersOf<Group>) => own, options)];
  return { name: contracts[0]!.owner, contracts, controllers, providers: [{ provide: token, useValue: handlers }] };
}
