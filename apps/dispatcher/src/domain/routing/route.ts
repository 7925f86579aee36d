import type {
  BreakerReason,
  BreakerState,
  Category,
  Environment,
  PolicyRule,
  ReceiptWay,
  RegisterAccountRequest,
  VendorCarries,
} from '#libs/contracts';
import type { SenderRule, TenantId } from '#libs/kernel';
import type { Cargo } from './carriage.ts';
import type { Money, PriceBook } from './prices.ts';
import type { SharedThrottle } from './throttle.ts';

/** A vendor account with an owner. Its id is the account's. */
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
  /** Per segment, where `prices` has none. */
  readonly price?: Money;
  readonly prices?: PriceBook;
  /** Whether the vendor can be asked what happened to a send, and whether its "nothing" is a proof. */
  readonly lookup: RegisterAccountRequest['lookup'];
  readonly receipts: ReceiptWay;
  /** Which senders its vendor takes; absent: every sender. */
  readonly senderRule?: SenderRule;
  /** What its vendor carries; absent: texts of any length, and nothing else. */
  readonly carries?: VendorCarries;
  /** A route that is a phone or a pool of phones. */
  readonly phones?: PhonesOfRoute;
  readonly state: RouteState;
}

/** The phones behind a route. They fetch its messages themselves. */
export interface PhonesOfRoute {
  readonly kind: 'agent' | 'pool';
  /** The enabled ones. */
  readonly agents: readonly string[];
  /** One of them has called within 90 s. */
  readonly online: boolean;
  /** ISO 3166 alpha-2 that those which are online text; absent: every country. */
  readonly onlineCountries?: readonly string[];
}

/** The state of a route that all replicas share. Times are ms since the epoch, in the database's time. */
export interface RouteState {
  readonly version: number;
  readonly breaker: BreakerState;
  readonly since: number;
  readonly reason?: BreakerReason;
  readonly openUntil?: number;
  /** Openings since it last worked for long. */
  readonly openings: number;
  /** The replica that probes the vendor, and alone sends at the beginning of a ramp. */
  readonly prober?: { readonly holder: string; readonly until: number };
  readonly override?: RouteOverride;
  /** Points that health subtracts from its weight in weighted lists. */
  readonly penalty: number;
  readonly throttle?: SharedThrottle;
  /** Throttles that a dispatcher learned of before this time no longer count. */
  readonly throttleLiftedAt?: number;
}

/** An operator's setting in place of the breaker's state, until it ends. */
export interface RouteOverride {
  readonly force: 'open' | 'closed';
  readonly until: number;
  readonly by: string;
  readonly reason: string;
}

/** All data that decides about the routes of one tenant in one environment. */
export interface RoutingFacts {
  /** In their order without a policy. */
  readonly routes: readonly Route[];
  readonly policy: { readonly version: number; readonly rules: readonly PolicyRule[] };
  /** The routes that may show a sender. */
  readonly senders: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The facts of a message that decide about its routes. */
export interface Routable {
  /** The same for every grant of a message, so that a weighted list always gives it the same order. */
  readonly key: string;
  /** E.164 */
  readonly to: string;
  readonly country?: string | undefined;
  readonly category: Category;
  readonly priority: number;
  readonly segments: number;
  readonly sender?: string | undefined;
  readonly cargo: Cargo;
  /** The only route that may carry it. */
  readonly pinned?: string | undefined;
  /** The route that is tried first; the others follow. */
  readonly preferred?: string | undefined;
  /** Advertising that phones may send. */
  readonly phonesMarketing?: boolean | undefined;
  /** The pinned route has the sender, though nobody assigned it: it received the text that is answered. */
  readonly hasSender?: boolean;
  /** From then on (ms since the epoch) it takes another route instead of waiting for a throttled one. */
  readonly movesOnAt?: number;
}
