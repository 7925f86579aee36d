import { agentLeaseContracts, dispatcherContracts, type agentQuestions, type CheckSystemReply } from '#libs/contracts';
import { contractsOf, type HandlersOf } from '#libs/messaging';
import { changeAgent, revokeAgent } from '../../application/change-agent.ts';
import { createCode, type CodePorts } from '../../application/create-code.ts';
import type { PhoneTokens } from '../../application/phone-tokens.ts';
import { listAgents, readAgent } from '../../application/read-agents.ts';
import { readSecret, saveSecret, type SecretPorts } from '../../application/registration-secret.ts';
import { saveBudget, type BudgetPorts } from '../../application/save-budget.ts';
import type { Waiters } from '../../application/waiters.ts';

/** The contracts it owns, including its events. */
export const owned = contractsOf(agentLeaseContracts);
/** The events that each replica receives. */
export const heard = {
  agentsChanged: agentLeaseContracts.events.agentsChanged,
  phoneWork: dispatcherContracts.events.phoneWork,
};

export interface HandlerParts extends BudgetPorts, CodePorts, SecretPorts {
  readonly inspect: () => Promise<CheckSystemReply['checks']>;
}

export function answersOf(parts: HandlerParts): HandlersOf<typeof agentQuestions> {
  return {
    agents: {
      list: (query) => listAgents(parts, query),
      read: (query) => readAgent(parts, query),
      change: (request) => changeAgent(parts, request),
      revoke: (request) => revokeAgent(parts, request),
      saveBudget: (request) => saveBudget(parts, request),
      createCode: (request) => createCode(parts, request),
      readSecret: (query) => readSecret(parts, query),
      saveSecret: (request) => saveSecret(parts, request),
    },
    system: { check: async () => ({ checks: await parts.inspect() }) },
  };
}

export function hearingOf(tokens: PhoneTokens, waiters: Waiters): HandlersOf<typeof heard> {
  return {
    agentsChanged: async ({ agents }) => {
      tokens.forget(agents);
      waiters.end(agents);
    },
    phoneWork: async ({ items }) => items.forEach(({ route, count }) => waiters.hint(route, count)),
  };
}
