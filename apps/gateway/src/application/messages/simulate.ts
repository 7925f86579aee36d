import type { Environment, SimulateReply } from '#libs/contracts';
import { readsAs, type Principal } from '../../domain/principal.ts';
import { quotasOf } from '../../domain/quotas-of.ts';
import type { LimitsPorts } from '../limits/read-limits.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';
import { checkPictures } from './check-pictures.ts';
import type { Pictures, Renders } from './ports.ts';
import { renderTemplates } from './render-templates.ts';
import type { Submission } from './submit-request.ts';

/** The result that a send of this message would have, without sending it. */
export async function simulate(
  { dispatcher, tenants, quotaLimits, pictures, renders }: LimitsPorts & { pictures: Pictures; renders: Renders },
  principal: Principal,
  environment: Environment | undefined,
  given: Pick<Submission, 'items' | 'refused' | 'templated'>,
): Promise<SimulateReply> {
  const rendered = await renderTemplates(renders, principal.tenant, given);
  const { items, refused } = await checkPictures(pictures, principal.tenant, rendered);
  const refusal = refused.get(0);
  if (refusal) return { blocks: [{ code: refusal.code, detail: refusal.detail }] };
  const tenant = await tenantOf(tenants, principal);
  const quotas = [...quotasOf(principal, tenant, quotaLimits)];
  const { reader, reads_content } = readsAs(principal);
  const { policy, defaultEnvironment } = tenant;
  return dispatcher.messages.simulate({
    tenant: tenant.id,
    environment: environment ?? defaultEnvironment,
    policy,
    quotas,
    item: items[0]!,
    reader,
    ...(reads_content && { reads_content }),
  });
}
