import type {
  BreakerReason,
  BreakerState,
  Category,
  Environment,
  PolicyRule,
  ReceiptWay,
  RegisterAccountRequest,
} from '#libs/contracts';
import type { SenderRule, TenantId } from '#libs/kernel';
import type { SharedThrottle } from './throttle.ts';

/** A way out: a vendor account with an owner. Its id is the account's. */
export interface Route {
  readonly id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly vendor: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly order: number;
  /** ISO 3166 alpha-2; absent: every country. */
  readonly countries?: readonly string[];
  readonly maxSegments?: number;
  /** Per segment. */
  readonly price?: { readonly micros: number; readonly currency: string };
  /** Whether the vendor can be asked what became of a send, and whether "nothing" then proves anything. */
  readonly lookup: RegisterAccountRequest['lookup'];
  readonly receipts: ReceiptWay;
  /** Which senders its vendor takes; absent: whatever is one. */
  readonly senderRule?: SenderRule;
  readonly state: RouteState;
}

/** What all replicas share of a route's breaker. Times are ms since the epoch, in the database's time. */
export interface RouteState {
  readonly version: number;
  readonly breaker: BreakerState;
  readonly since: number;
  readonly reason?: BreakerReason;
  readonly openUntil?: number;
  /** Openings since it last was well for long. */
  readonly openings: number;
  /** Who asks the vendor, and alone sends at the beginning of a ramp. */
  readonly prober?: { readonly holder: string; readonly until: number };
  readonly override?: RouteOverride;
  /** Points that health takes from its weight in weighted lists. */
  readonly penalty: number;
  readonly throttle?: SharedThrottle;
  /** What a dispatcher was told or found out before says nothing any more. */
  readonly throttleLiftedAt?: number;
}

/** An operator's word over the breaker's, until it ends. */
export interface RouteOverride {
  readonly force: 'open' | 'closed';
  readonly until: number;
  readonly by: string;
  readonly reason: string;
}

/** Everything that decides about the routes of one tenant in one environment. */
export interface RoutingFacts {
  /** In their order without a policy. */
  readonly routes: readonly Route[];
  readonly policy: { readonly version: number; readonly rules: readonly PolicyRule[] };
  /** The routes that own a sender. */
  readonly senders: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What of a message decides about its routes. */
export interface Routable {
  /** The same for every grant of a message, so that a weighted list gives it the same order again. */
  readonly key: string;
  /** E.164 */
  readonly to: string;
  readonly country?: string | undefined;
  readonly category: Category;
  readonly priority: number;
  readonly segments: number;
  readonly sender?: string | undefined;
  /** The only route that may carry it. */
  readonly pinned?: string | undefined;
  /** From then on (ms since the epoch) it takes another route instead of waiting for one that is throttled. */
  readonly movesOnAt?: number;
}
