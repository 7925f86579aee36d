import { gatewayContracts, type AuditedAction } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { contractsOf, serve, type HandlersOf } from '#libs/messaging';
import { AuditIntake, type ForeignEntry } from '../../application/audit/ports.ts';
import { Tenants } from '../../application/tenants/ports.ts';
import { tenantRules } from '../../application/tenants/tenant-rules.ts';

/** The contracts it owns. */
export const owned = contractsOf(gatewayContracts);

/** What the answers need. */
export class Answering {
  constructor(
    readonly audit: AuditIntake,
    readonly tenants: Tenants,
  ) {}
}

const answersOf = ({ audit, tenants }: Answering): HandlersOf<typeof gatewayContracts> => ({
  audit: {
    record: async ({ actions }) => {
      await audit.append(actions.map(entryOf));
      return { recorded: actions.length };
    },
  },
  tenants: { rules: (query) => tenantRules(tenants, query) },
});

export const Answers = serve(gatewayContracts, Answering, answersOf);

function entryOf({ tenant, client_ip: clientIp, trace_id: traceId, at, ...action }: AuditedAction): ForeignEntry {
  return {
    ...action,
    ...(tenant !== undefined && { tenant: tenant as TenantId }),
    ...(clientIp !== undefined && { clientIp }),
    ...(traceId !== undefined && { traceId }),
    ...(at !== undefined && { at: new Date(at) }),
  };
}
