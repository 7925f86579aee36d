import type { Environment, SimulateReply, SubmitItem } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import type { Dispatcher } from '../ports.ts';
import type { Tenants } from '../tenants/ports.ts';
import { tenantPolicy } from '../tenants/tenant-policy.ts';

/** The result that a send of this message would have, without sending it. */
export async function simulate(
  { dispatcher, tenants }: { readonly dispatcher: Dispatcher; readonly tenants: Tenants },
  principal: Principal,
  environment: Environment,
  item: SubmitItem,
): Promise<SimulateReply> {
  const policy = await tenantPolicy(tenants, principal);
  return dispatcher.messages.simulate({ tenant: principal.tenant, environment, policy, item });
}
