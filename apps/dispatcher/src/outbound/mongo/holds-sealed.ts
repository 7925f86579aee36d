import type { TenantId } from '#libs/kernel';
import type { Collections } from './collections.ts';

const why = 'the ids begin with the tenant';

/** Whether data is stored that only the tenant's key opens. */
export async function holdsSealed(
  {
    requests,
    messages,
    optOuts,
    inboundTexts,
  }: Pick<Collections, 'requests' | 'messages' | 'optOuts' | 'inboundTexts'>,
  tenant: TenantId,
): Promise<boolean> {
  const any = { _id: { $gte: `${tenant}.`, $lt: `${tenant}/` } } as never;
  const projection = { _id: 1 };
  const found = await Promise.all([
    requests.acrossTenants(why).findOne(any, { projection }),
    messages.acrossTenants(why).findOne(any, { projection }),
    optOuts.acrossTenants(why).findOne(any, { projection }),
    inboundTexts.acrossTenants(why).findOne(any, { projection }),
  ]);
  return found.some((document) => document !== null);
}
