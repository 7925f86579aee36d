import type { Provider } from '@nestjs/common';
import { Bus } from '#libs/messaging';
import { AgentProgram, PhoneCalls } from './application/agents/ports.ts';
import { Agents } from './application/ports.ts';
import type { GatewayConfig } from './config/index.ts';
import { SafecareSettings } from './inbound/http/doors/safecare/settings.ts';
import { PublicAddress } from './inbound/http/server/public-address.ts';
import { AgentProgramFiles } from './outbound/files/agent-program-files.ts';
import { AgentLeaseHttp } from './outbound/http/agent-lease-http.ts';
import { agentsOn } from './outbound/messaging/clients.ts';

/** What serves phones, and the door whose messages they send. */
export const phoneProviders = (config: GatewayConfig): Provider[] => [
  { provide: Agents, useFactory: agentsOn, inject: [Bus] },
  { provide: PhoneCalls, useFactory: () => new AgentLeaseHttp(config.agentLeaseUrl) },
  { provide: AgentProgram, useValue: new AgentProgramFiles(config.agentAppDir) },
  { provide: PublicAddress, useValue: new PublicAddress(config.publicUrl) },
  { provide: SafecareSettings, useValue: config },
];
