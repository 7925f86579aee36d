import { monotonicMs, sleep, type Times } from '#libs/kernel';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import type { Route } from '../../domain/routing/route.ts';
import type { ChangePorts } from '../ledger/carry-out-change.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { Deliveries } from './fall-back.ts';
import { bisectOnFailure } from '../ledger/bisect-on-failure.ts';
import type { Codec } from '../ledger/ports.ts';
import type { OptOuts } from '../opt-outs/ports.ts';
import { AttemptPlanner } from '../ledger/plan-attempt.ts';
import type { Gather, Gatherer } from '../ports.ts';
import type { Requests } from '../accept/ports.ts';
import type { Vendors } from './ports.ts';
import type { Routing } from '../routing/routing.ts';
import { settleBatch, type Settlement, type SettlePorts } from '../ledger/settle-batch.ts';

const SETTLE_AGAIN_MS = 250;
/** The vendor already has the text and no caller waits, so fewer writes leave more of the machine to other work. */
const SETTLE_EVERY_MS = 100;

export interface EnginePorts extends ChangePorts {
  readonly requests: Requests;
  readonly codec: Codec;
  readonly optOuts: OptOuts;
  readonly vendors: Vendors;
  readonly routing: Routing;
  readonly gather: Gather;
  readonly times: Times;
  readonly timeScale: number;
  /** Once aborted, no message is granted. */
  readonly stopping: AbortSignal;
}

/**
 * Sends granted messages and writes their outcomes. If a route provably did not send, the message goes to the next
 * route, through this engine again.
 */
export class DeliveryEngine implements Deliveries {
  readonly planner: AttemptPlanner;
  private readonly queue: DeliveryQueue;
  private readonly settles: Gatherer<Settlement>;
  private readonly settlePorts: SettlePorts;

  constructor(private readonly ports: EnginePorts) {
    const { vendors, log, times, timeScale, routing } = ports;
    const { table: routes, router, watch, returning } = routing;
    this.planner = new AttemptPlanner(times, timeScale);
    this.settlePorts = { ...ports, planner: this.planner, routes, router, watch, deliveries: this };
    this.settles = ports.gather('settles', SETTLE_EVERY_MS, (settlements) => this.settle(settlements));
    this.queue = new DeliveryQueue({
      vendors,
      windowOf: (route: Route) => router.windowOf(route),
      settle: (settlement) => this.settles.add(settlement),
      log,
      watch,
      askAgainMs: { first: times.connectMs / 4, most: times.connectMs * 2 },
      served: (route) => returning.served(route),
    });
  }

  send(flights: readonly InFlightAttempt[]): void {
    this.queue.send(flights);
  }

  /** Resolves when no message is in the air, and every outcome is written. */
  async drain(): Promise<void> {
    await Promise.all([this.queue.drain(), this.ports.routing.breakers.drain()]);
    await this.settles.drain();
  }

  /** Outcomes are kept until they are written: each step may be repeated. After a grace the ledger says `silence`. */
  private async settle(settlements: readonly Settlement[]): Promise<void> {
    const { log, times } = this.ports;
    const until = monotonicMs() + times.graceMs;
    const settleAll = (some: readonly Settlement[]): Promise<void> => settleBatch(this.settlePorts, some);
    const poison = ({ flight }: Settlement, err: unknown): void =>
      log.error('settle.lost', { message: flight.key, err });
    for (;;) {
      try {
        return await bisectOnFailure(settlements, settleAll, poison);
      } catch (err) {
        log.warn('settle.repeated', { messages: settlements.length, err });
        if (monotonicMs() > until) throw err;
        await sleep(SETTLE_AGAIN_MS);
      }
    }
  }
}
