import { nameOf, type Principal } from '../../domain/principal.ts';
import { refuseTestKey } from '../../domain/refuse-test-key.ts';
import { audited } from '../audit/audited.ts';
import type { OptOutPorts } from './ports.ts';

/** Takes a number off the list; its history stays. */
export function liftOptOut(
  { dispatcher, audit }: Pick<OptOutPorts, 'dispatcher' | 'audit'>,
  principal: Principal,
  { id, reason }: { readonly id: string; readonly reason: string },
  clientIp: string,
): Promise<void> {
  return audited(audit, { principal, action: 'opt_out.lift', target: id, clientIp }, async () => {
    refuseTestKey(principal);
    await dispatcher.optOuts.lift({ tenant: principal.tenant, id, by: nameOf(principal), reason });
  });
}
