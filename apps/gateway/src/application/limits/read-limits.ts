import { ENVIRONMENTS, type Environment, type QuotaState } from '#libs/contracts';
import { sees, type Principal } from '../../domain/principal.ts';
import { quotasOf } from '../../domain/quotas-of.ts';
import type { Dispatcher, QuotaLimits } from '../ports.ts';
import type { Tenants } from '../tenants/ports.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';

export interface LimitsPorts {
  readonly dispatcher: Dispatcher;
  readonly tenants: Tenants;
  readonly quotaLimits: QuotaLimits;
}

export interface LimitView extends QuotaState {
  readonly environment: Environment;
}

/** The quotas of the caller's sends, in each environment that they see, and what has been used of them. */
export async function readLimits(
  { dispatcher, tenants, quotaLimits }: LimitsPorts,
  principal: Principal,
): Promise<readonly LimitView[]> {
  const mine = quotasOf(principal, await tenantOf(tenants, principal), quotaLimits);
  const seen = ENVIRONMENTS.filter((environment) => sees(principal, environment));
  const asked = seen.flatMap((environment) => mine.map((quota) => ({ ...quota, environment })));
  const { quotas } = await dispatcher.quotas.read({ tenant: principal.tenant, quotas: asked });
  return quotas.map((state, at) => ({ ...state, environment: asked[at]!.environment }));
}
