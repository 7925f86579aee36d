import { nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { RoutePorts } from '../routes/read-route.ts';

export function deletePrice(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<void> {
  return audited(audit, { principal, action: 'price.delete', target: id, clientIp }, async () => {
    await dispatcher.prices.delete({ tenant: principal.tenant, ...seenBy(principal), by: nameOf(principal), id });
  });
}
