import type { ClientOf, ProviderContracts, dispatcherQuestions } from '#libs/contracts';
import { PostriderError, unavailable } from '#libs/kernel';

export { SCOPES, type Principal, type Scope } from '../domain/principal.ts';

export { TokenBucket } from '../domain/token-bucket.ts';

/** A base that gives a port its type, so that the port's class can be the token that Nest injects it by. */
function portOf<Port>(): abstract new () => Port {
  return Object as never;
}

/** The owner of the ledger and of routes. Rejects with `service_unavailable` when it does not answer, whatever the cause. */
export abstract class Dispatcher extends portOf<ClientOf<typeof dispatcherQuestions>>() {}

/** Rejects with {@link NoAdapter} where no adapter of that name runs, and else as {@link Dispatcher} does. */
export abstract class Vendors {
  abstract of(vendor: string): ClientOf<ProviderContracts>;
}

/** Nothing was delivered to anybody. */
export class NoAdapter extends PostriderError {
  constructor() {
    const { detail, retryAfterMs } = unavailable('The adapter of this vendor');
    super('service_unavailable', detail, { retryAfterMs });
  }
}
