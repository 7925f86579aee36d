import type { AddOptOutReply, NewOptOut } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import { tenantPolicy } from '../tenants/tenant-policy.ts';
import type { OptOutPorts } from './ports.ts';
import { readsOptOutsAs } from './reads-opt-outs-as.ts';

/** Adds a number to the tenant's list; a repeat gives the opt-out that is in force. */
export function addOptOut(
  { dispatcher, tenants, audit }: OptOutPorts,
  principal: Principal,
  opt_out: NewOptOut,
  clientIp: string,
): Promise<AddOptOutReply> {
  const target = (reply: AddOptOutReply): string => reply.opt_out.id;
  const reason = ({ added }: AddOptOutReply): string => (added ? 'added' : 'known');
  return audited(audit, { principal, action: 'opt_out.add', target, reason, clientIp }, async () => {
    const of = { tenant: principal.tenant, ...readsOptOutsAs(principal), ...(await regionOf(tenants, principal)) };
    return dispatcher.optOuts.add({ ...of, by: nameOf(principal), opt_out });
  });
}

export async function regionOf(
  tenants: OptOutPorts['tenants'],
  principal: Principal,
): Promise<{ readonly default_region?: string }> {
  const { default_region } = await tenantPolicy(tenants, principal);
  return default_region === undefined ? {} : { default_region };
}
