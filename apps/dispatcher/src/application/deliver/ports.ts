import type { CheckAccountReply, DeliverItem, ItemOutcome, LookupAnswer, LookupItem } from '#libs/contracts';
import type { Route } from '../../domain/routing/route.ts';

/** The adapters, over the bus. */
export interface Vendors {
  /** Streams outcomes; throws {@link NoAdapter} if nothing was handed over. */
  deliver(route: Route, items: readonly DeliverItem[]): AsyncIterable<readonly ItemOutcome[]>;
  /**
   * Items for which the vendor gave no answer are left out; if it throws, there is no answer for any. Throws
   * {@link NoAdapter} if no adapter answered, or the adapter could not ask.
   */
  lookUp(route: Route, items: readonly LookupItem[]): Promise<readonly LookupAnswer[]>;
  /** A harmless call that succeeds only with valid credentials at a working vendor. */
  check(route: Route): Promise<CheckAccountReply>;
}

/** No adapter answers. Thrown by `deliver`: nothing left this process. */
export class NoAdapter extends Error {}
