import type { AuditLog } from '../audit/ports.ts';
import type { Agents, Dispatcher } from '../ports.ts';
import type { Tenants } from '../tenants/ports.ts';

export interface AgentPorts {
  readonly agents: Agents;
  readonly audit: AuditLog;
}

export interface EnrolmentPorts extends AgentPorts {
  readonly dispatcher: Dispatcher;
  readonly tenants: Tenants;
}
