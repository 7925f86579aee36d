import type { CallOptions, ClientOf, Contract, ContractGroup, Rpc } from '#libs/contracts';
import type { Bus } from './bus.ts';

/** Runs around each call with a single answer, for example to change the text of its errors. */
export type Around = <Reply>(request: unknown, call: () => Promise<Reply>) => Promise<Reply>;

/** The methods reject as those of {@link Bus} do, or as `around` changes it. */
export function clientOf<Group extends ContractGroup>(
  bus: Bus,
  group: Group,
  around: Around = (_, call) => call(),
): ClientOf<Group> {
  const methods = Object.entries(group).map(([name, it]) => [
    name,
    isContract(it) ? methodOf(bus, it, around) : clientOf(bus, it, around),
  ]);
  return Object.fromEntries(methods) as ClientOf<Group>;
}

export const isContract = (it: ContractGroup | Contract): it is Contract => typeof it.subject === 'string';

function methodOf(bus: Bus, contract: Contract, around: Around) {
  if (contract.kind === 'job') return (payload: unknown) => bus.enqueue(contract, payload);
  if (contract.kind === 'evt') return (payload: unknown) => bus.publish(contract, payload);
  if (contract.streamed)
    return (request: unknown, options?: CallOptions) =>
      bus.stream(contract as Rpc<unknown, unknown, true>, request, options);
  return (request: unknown, options?: CallOptions) =>
    around(request, () => bus.call(contract as Rpc<unknown, unknown, false>, request, options));
}
