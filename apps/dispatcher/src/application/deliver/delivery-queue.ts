import type { DeliverItem, ItemOutcome } from '#libs/contracts';
import { checkpoint, clock, monotonicMs, sleep, type MessageKey } from '#libs/kernel';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { carriedBy } from '../../domain/routing/carriage.ts';
import type { Route } from '../../domain/routing/route.ts';
import { OutcomeBatcher } from './outcome-batcher.ts';
import type { RouteWindow } from '../routing/route-window.ts';
import type { Settlement } from '../ledger/settle-batch.ts';
import { NoAdapter, type Vendors } from './ports.ts';
import type { Log } from '../ports.ts';

const MOST_PER_CALL = 100;
/** The longest time for which outcomes of a full call are gathered before they are written; smaller calls wait less. */
const BURST_MS = 100;
/** While more outcomes than this wait to be written, a slot is only free again once its own outcome is. */
const MOST_UNSETTLED = 1_000;

export interface SendPorts {
  readonly vendors: Vendors;
  readonly windowOf: (route: Route) => RouteWindow;
  readonly settle: (settlement: Settlement) => Promise<void>;
  readonly log: Log;
  /** Learns from attempts. */
  readonly watch: AttemptWatch;
  /** A route without an adapter is tried again after the first of these, then less and less often. */
  readonly askAgainMs: { readonly first: number; readonly most: number };
  /** The route has an adapter again. */
  readonly served: (route: Route) => void;
}

/** Learns about routes from their attempts. */
export interface AttemptWatch {
  began(route: Route, flights: Iterable<Pick<InFlightAttempt, 'urgent'>>): void;
  /** The time after which an attempt on this route is suspiciously long; undefined if its own time-out comes first. */
  slowAfterMs(route: Route): number | undefined;
  /** This many attempts take longer than they should; they are not counted as failures a second time. */
  slow(route: Route, count: number): void;
  ended(flight: InFlightAttempt, outcome: ItemOutcome, seen: { readonly ms: number; readonly wasSlow: boolean }): void;
}

/** Hands granted messages to their adapters: those granted in one turn are sent in one call per route. */
export class DeliveryQueue {
  private readonly queues = new Map<string, InFlightAttempt[]>();
  private readonly inAir = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private unsettled = 0;

  constructor(private readonly ports: SendPorts) {}

  send(flights: readonly InFlightAttempt[]): void {
    for (const flight of flights) {
      const queue = this.queues.get(flight.route.id);
      if (queue) {
        queue.push(flight);
        continue;
      }
      this.queues.set(flight.route.id, [flight]);
      setImmediate(() => this.flush(flight.route));
    }
  }

  /** Resolves when nothing is in the air. */
  async drain(): Promise<void> {
    this.stopping.abort();
    while (this.inAir.size > 0 || this.queues.size > 0) {
      await Promise.race([...this.inAir, new Promise((resolve) => setImmediate(resolve))]);
      await Promise.all(this.inAir);
    }
  }

  private flush(route: Route): void {
    const queue = this.queues.get(route.id) ?? [];
    this.queues.delete(route.id);
    for (let at = 0; at < queue.length; at += MOST_PER_CALL) {
      const delivery = this.deliver(route, queue.slice(at, at + MOST_PER_CALL));
      this.inAir.add(delivery);
      void delivery.finally(() => this.inAir.delete(delivery));
    }
  }

  private async deliver(route: Route, flights: readonly InFlightAttempt[]): Promise<void> {
    const waiting = new Map<MessageKey, InFlightAttempt>(flights.map((flight) => [flight.key, flight]));
    const window = this.ports.windowOf(route);
    const settling: Promise<void>[] = [];
    const burst = new OutcomeBatcher(flights.length, (flights.length / MOST_PER_CALL) * BURST_MS);
    const timing = this.time(route, waiting);
    const end = (outcome: ItemOutcome, isVendors = true): void => {
      const flight = waiting.get(outcome.id as MessageKey);
      if (!flight || flight.fence !== outcome.fence) return;
      waiting.delete(flight.key);
      if (isVendors) this.ports.watch.ended(flight, outcome, timing.of(flight));
      const settled = this.settle({ flight, outcome }, burst.join());
      settling.push(settled);
      if (this.unsettled <= MOST_UNSETTLED) window.release(1);
      else void settled.then(() => window.release(1));
    };

    checkpoint('dispatcher.send.before_deliver');
    try {
      for await (const outcomes of this.ports.vendors.deliver(route, flights.map(toItem))) {
        checkpoint('dispatcher.send.outcome_received');
        for (const outcome of outcomes) end(outcome);
      }
    } catch (error) {
      if (error instanceof NoAdapter) this.waitForAdapter(route);
      for (const outcome of this.interrupted(error, [...waiting.values()])) end(outcome, false);
    } finally {
      timing.stop();
    }
    // An item without an outcome gets no row: the replica that wakes after its lease writes the silence.
    window.release(waiting.size);
    await Promise.all(settling);
  }

  /** Reports once the attempts whose outcome is overdue. */
  private time(route: Route, waiting: ReadonlyMap<MessageKey, InFlightAttempt>) {
    const { watch } = this.ports;
    const slowAfterMs = watch.slowAfterMs(route);
    const startedAt = monotonicMs();
    const slow = new Set<MessageKey>();
    watch.began(route, waiting.values());
    const tellSlow = (): void => {
      for (const key of waiting.keys()) slow.add(key);
      watch.slow(route, slow.size);
    };
    const timer = slowAfterMs === undefined ? undefined : setTimeout(tellSlow, Math.max(0, slowAfterMs));
    return {
      of: ({ key }: InFlightAttempt) => ({ ms: monotonicMs() - startedAt, wasSlow: slow.has(key) }),
      stop: () => clearTimeout(timer),
    };
  }

  /**
   * An outcome that cannot be written in time is treated as if the process had died: the lease then ends in silence.
   */
  private async settle(settlement: Settlement, together: Promise<void>): Promise<void> {
    this.unsettled++;
    try {
      await together;
      await this.ports.settle(settlement);
    } catch (error) {
      this.ports.log.error('settle.lost', { message: settlement.flight.key, err: error });
    } finally {
      this.unsettled--;
    }
  }

  /**
   * Nothing is granted meanwhile, so that no message loses an attempt. A call without messages finds out when there is
   * an adapter again.
   */
  private waitForAdapter(route: Route): void {
    const window = this.ports.windowOf(route);
    if (window.paused) return;
    window.pause();
    this.ports.log.warn('route.no_adapter', { route: route.id });
    void this.untilServed(route).then(() => {
      window.resume();
      this.ports.log.info('route.served', { route: route.id });
      this.ports.served(route);
    });
  }

  private async untilServed(route: Route): Promise<void> {
    const { first, most } = this.ports.askAgainMs;
    const { signal } = this.stopping;
    for (let waitMs = first; !signal.aborted; waitMs = Math.min(waitMs * 2, most)) {
      await sleep(waitMs, signal);
      try {
        await this.ports.vendors.deliver(route, [])[Symbol.asyncIterator]().next();
        return;
      } catch (error) {
        if (!(error instanceof NoAdapter)) return;
      }
    }
  }

  private interrupted(error: unknown, flights: readonly InFlightAttempt[]): ItemOutcome[] {
    if (error instanceof NoAdapter) {
      return flights.map(({ key, fence }) => ({ id: key, fence, outcome: 'vendor_fault', fault: 'no_adapter' }));
    }
    this.ports.log.warn('delivery.interrupted', { without_outcome: flights.length, err: error });
    return [];
  }
}

function toItem({
  key,
  fence,
  route,
  content,
  category,
  sendBefore,
  deadline,
  routable: { sender },
}: InFlightAttempt): DeliverItem {
  const valid_for_s = Math.max(1, Math.floor((deadline - clock.now()) / 1000));
  const carried = carriedBy(route, content);
  const item = { id: key, fence, to: content.to, ...carried, category, send_before: sendBefore, valid_for_s };
  return sender === undefined ? item : { ...item, sender };
}
