import type { PolicyView, SavePolicyRequest } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { nameOf, sees, type Principal } from '../../domain/principal.ts';
import type { RoutePorts } from '../routes/read-route.ts';
import { nothingHere, audited } from '../audit/audited.ts';

/** Whether a change may be made from this version. */
export type IsWanted = (version: number) => boolean;

/** Replaces the rules, if their version is an accepted one; `precondition_failed` otherwise. */
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
  new PostriderError('precondition_failed', 'The version has changed. Read the policy again, and change that version.');

/** Another policy was saved between the reading and the writing. */
export function asPrecondition(error: unknown): never {
  const isConflict = error instanceof PostriderError && error.code === 'version_conflict';
  throw isConflict ? preconditionFailed() : error;
}
