import type {
  agentQuestions,
  ClientOf,
  ProviderContracts,
  dispatcherQuestions,
  templateQuestions,
} from '#libs/contracts';
import { PostriderError, unavailable } from '#libs/kernel';
import type { QuotaDefaults } from '../domain/quotas-of.ts';

export { nameOf, ROLES, SCOPES, type Principal, type Role, type Scope } from '../domain/principal.ts';

export { remainingOf, tightestOf } from '../domain/quotas-of.ts';
export { CallBuckets } from '../domain/call-buckets.ts';
export { TokenBucket } from '../domain/token-bucket.ts';

/** From the settings. */
export abstract class QuotaLimits implements QuotaDefaults {
  abstract readonly keyPerDay: number;
  abstract readonly userPerHour: number;
}

/** A base class that gives a port its type, so that the port's class can be Nest's injection token. */
function portOf<Port>(): abstract new () => Port {
  return Object as never;
}

/** The owner of the ledger and of routes. Rejects with `service_unavailable` if it does not answer, for any reason. */
export abstract class Dispatcher extends portOf<ClientOf<typeof dispatcherQuestions>>() {}

/** The owner of the templates. Rejects like {@link Dispatcher}. */
export abstract class Templates extends portOf<ClientOf<typeof templateQuestions>>() {}

/** The owner of phones, their tokens and their SIMs. Rejects like {@link Dispatcher}. */
export abstract class Agents extends portOf<ClientOf<typeof agentQuestions>>() {}

/** Rejects with {@link NoAdapter} if no adapter of that name runs, and else like {@link Dispatcher}. */
export abstract class Vendors {
  abstract of(vendor: string): ClientOf<ProviderContracts>;
}

/** Nothing was delivered. */
export class NoAdapter extends PostriderError {
  constructor() {
    const { detail, retryAfterMs } = unavailable('The adapter of this vendor');
    super('service_unavailable', detail, { retryAfterMs });
  }
}
