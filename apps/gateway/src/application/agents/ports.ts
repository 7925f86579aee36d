import type { Readable } from 'node:stream';
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

/** A call of a phone, or its answer, as HTTP has it. */
export interface PhoneCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  readonly body?: Buffer;
}
export interface PhoneAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Readable;
}

/** The HTTP API of agent-lease. */
export abstract class PhoneCalls {
  /** Rejects with `service_unavailable` if no answer came, or the signal ended the call. */
  abstract pass(call: PhoneCall, signal: AbortSignal): Promise<PhoneAnswer>;
}

export type AgentProgramFile = 'postrider-agent.mjs' | 'install.sh';

/** What a phone downloads to become one that sends. */
export abstract class AgentProgram {
  /** `not_found` if it was not built. */
  abstract read(file: AgentProgramFile): Promise<Buffer>;
}
