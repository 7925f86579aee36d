import type { PolicyView, SavePolicyRequest } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { nameOf, sees, type Principal } from '../../domain/principal.ts';
import type { RoutePorts } from '../routes/read-route.ts';
import { nothingHere, audited } from '../audit/audited.ts';

/** Whether a change may start from this version. */
export type IsWanted = (version: number) => boolean;

/** Puts the rules in place of those that are there, where their version is wanted; `precondition_failed` otherwise. */
export function savePolicy(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  { isWanted, ...policy }: Pick<SavePolicyRequest, 'environment' | 'rules'> & { readonly isWanted: IsWanted },
  clientIp: string,
): Promise<PolicyView> {
  const { tenant } = principal;
  return audited(audit, { principal, action: 'policy.save', target: policy.environment, clientIp }, async () => {
    if (!sees(principal, policy.environment)) throw nothingHere();
    const { version } = await dispatcher.policies.read({ tenant, environment: policy.environment });
    if (!isWanted(version)) throw preconditionFailed();
    return dispatcher.policies.save({ tenant, by: nameOf(principal), version, ...policy }).catch(asPrecondition);
  });
}

export const preconditionFailed = (): PostriderError =>
  new PostriderError('precondition_failed', 'There is another version by now. Read it, and change that one.');

/** Somebody saved one between the reading and the writing. */
export function asPrecondition(error: unknown): never {
  const isConflict = error instanceof PostriderError && error.code === 'version_conflict';
  throw isConflict ? preconditionFailed() : error;
}
