import { agentLeaseContracts, type CheckSystemReply, type agentQuestions } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { contractsOf, type HandlersOf } from '#libs/messaging';

/** The contracts it owns, including its events. */
export const owned = contractsOf(agentLeaseContracts);

export interface HandlerParts {
  readonly inspect: () => Promise<CheckSystemReply['checks']>;
}

const later = async (): Promise<never> => {
  throw new PostriderError('service_unavailable', 'Phones are not served yet.');
};

export function answersOf({ inspect }: HandlerParts): HandlersOf<typeof agentQuestions> {
  return {
    agents: {
      list: later,
      read: later,
      change: later,
      revoke: later,
      saveBudget: later,
      createCode: later,
      readSecret: later,
      saveSecret: later,
    },
    system: { check: async () => ({ checks: await inspect() }) },
  };
}
