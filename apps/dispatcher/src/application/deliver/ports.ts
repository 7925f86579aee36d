import type { CheckAccountReply, DeliverItem, ItemOutcome, LookupAnswer, LookupItem } from '#libs/contracts';
import type { Route } from '../../domain/routing/route.ts';

/** The adapters, over the bus. */
export interface Vendors {
  /** Streams outcomes; throws {@link NoAdapter} when nothing was handed over. */
  deliver(route: Route, items: readonly DeliverItem[]): AsyncIterable<readonly ItemOutcome[]>;
  /** What is not answered is left out; whatever it throws, nobody said anything. */
  lookUp(route: Route, items: readonly LookupItem[]): Promise<readonly LookupAnswer[]>;
  /** Something harmless that only valid credentials at a vendor that works are answered. */
  check(route: Route): Promise<CheckAccountReply>;
}

/** No adapter is there: nothing left this process. */
export class NoAdapter extends Error {}
