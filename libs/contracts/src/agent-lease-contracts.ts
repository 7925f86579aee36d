import { agentContracts, agentsChanged } from './agents.ts';
import { checkedBy } from './system.ts';

/** The requests that agent-lease answers, by resource. */
export const agentQuestions = { agents: agentContracts, system: { check: checkedBy('agent-lease') } } as const;

/** All that agent-lease owns. */
export const agentLeaseContracts = { ...agentQuestions, events: { agentsChanged } } as const;
