import type { RegistrationSecret } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { refuseTestKey } from '../../domain/refuse-test-key.ts';
import { audited } from '../audit/audited.ts';
import type { AgentPorts } from './ports.ts';

/** The secret with which phones of the tenant register, of either environment. Whoever read it is in the audit log. */
export const readRegistrationSecret = (
  { agents, audit }: AgentPorts,
  principal: Principal,
  clientIp: string,
): Promise<RegistrationSecret> =>
  audited(audit, { principal, action: 'agent.secret_read', clientIp }, async () => {
    refuseTestKey(principal);
    return agents.agents.readSecret({ tenant: principal.tenant });
  });

/** An empty one ends registrations by secret. */
export const saveRegistrationSecret = (
  { agents, audit }: AgentPorts,
  principal: Principal,
  secret: string,
  clientIp: string,
): Promise<RegistrationSecret> =>
  audited(audit, { principal, action: 'agent.secret_save', clientIp }, async () => {
    refuseTestKey(principal);
    const { tenant } = principal;
    return agents.agents.saveSecret({ tenant, by: nameOf(principal), registration_secret: secret });
  });
