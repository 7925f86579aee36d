import { gatewayContracts, type AuditedAction } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { contractsOf, serve, type HandlersOf } from '#libs/messaging';
import { AuditIntake, type ForeignEntry } from '../../application/audit/ports.ts';

/** The contracts it owns. */
export const owned = contractsOf(gatewayContracts);

const answersOf = (audit: AuditIntake): HandlersOf<typeof gatewayContracts> => ({
  audit: {
    record: async ({ actions }) => {
      await audit.append(actions.map(entryOf));
      return { recorded: actions.length };
    },
  },
});

export const Answers = serve(gatewayContracts, AuditIntake, answersOf);

function entryOf({ tenant, client_ip: clientIp, trace_id: traceId, at, ...action }: AuditedAction): ForeignEntry {
  return {
    ...action,
    ...(tenant !== undefined && { tenant: tenant as TenantId }),
    ...(clientIp !== undefined && { clientIp }),
    ...(traceId !== undefined && { traceId }),
    ...(at !== undefined && { at: new Date(at) }),
  };
}
