import {
  providerContracts,
  type CheckAccountReply,
  type DeliverItem,
  type ItemOutcome,
  type LookupAnswer,
  type LookupItem,
} from '#libs/contracts';
import { Bus, BusUnavailable, CallTimedOut, NoResponders } from '#libs/messaging';
import { PostriderError, type Times } from '#libs/kernel';
import { NoAdapter, type Vendors } from '../../application/deliver/ports.ts';
import type { Route } from '../../domain/routing/route.ts';

/** The adapters of all vendors; the app is named after the vendor. */
export class BusVendors implements Vendors {
  constructor(
    private readonly bus: Bus,
    private readonly times: Times,
  ) {}

  async *deliver(route: Route, items: readonly DeliverItem[]): AsyncIterable<readonly ItemOutcome[]> {
    const request = { account: route.id, items: [...items] };
    const options = { timeoutMs: this.times.drainMs };
    try {
      for await (const batch of this.bus.stream(providerContracts(route.vendor).deliver, request, options)) {
        yield batch.outcomes;
      }
    } catch (error) {
      throw asNoAdapter(error, route);
    }
  }

  async lookUp(route: Route, items: readonly LookupItem[]): Promise<readonly LookupAnswer[]> {
    const request = { account: route.id, items: [...items] };
    const options = { timeoutMs: this.times.drainMs };
    try {
      return (await this.bus.call(providerContracts(route.vendor).lookup, request, options)).answers;
    } catch (error) {
      throw couldNotAsk(error) ? noAdapter(error, route) : error;
    }
  }

  check(route: Route): Promise<CheckAccountReply> {
    const options = { timeoutMs: this.times.drainMs };
    return this.bus.call(providerContracts(route.vendor).check, { account: route.id }, options);
  }
}

function asNoAdapter(error: unknown, route: Route): unknown {
  const neverLeft = error instanceof NoResponders || (error instanceof BusUnavailable && !error.sent);
  return neverLeft ? noAdapter(error, route) : error;
}

/** An adapter answers before the time-out even if its vendor does not; without its account it asks nobody. */
const couldNotAsk = (error: unknown): boolean =>
  error instanceof NoResponders ||
  error instanceof CallTimedOut ||
  (error instanceof PostriderError && error.code === 'service_unavailable');

const noAdapter = (cause: unknown, { vendor }: Route): NoAdapter =>
  new NoAdapter(`No adapter of ${vendor} answers.`, { cause });
