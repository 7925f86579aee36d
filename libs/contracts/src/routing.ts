import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { busEvent, rpc } from './contract.ts';
import { Described, DescribedCount, DescribedCounts, DescribedTime, SAYS } from './described.ts';
import { InEnvironment, OfTenant } from './scope.ts';
import {
  BREAKER_STATES,
  ENVIRONMENTS,
  RECEIPT_WAYS,
  type BreakerState,
  type Environment,
  type ReceiptWay,
} from './vocabulary.ts';

const owner = 'dispatcher';

/** An operator's setting that replaces the breaker's state until it ends. */
export class Override {
  @Described('The state that the operator set.') @IsIn(['open', 'closed']) force!: 'open' | 'closed';
  /** RFC 3339 */
  @DescribedTime('When that ends.') @IsString() until!: string;
  @Described('Who.') @IsString() by!: string;
  @Described('Why.') @IsString() reason!: string;
}

/** The vendor refuses because we send too much. */
export class RouteThrottle {
  /** RFC 3339 */
  @DescribedTime('When its vendor began to throttle.') @IsString() since!: string;
  /** Nothing is sent before; if it is in the past, the rate is growing again. */
  @DescribedTime('Nothing is sent before; after that the rate rises again.') @IsString() until!: string;
}

export class RouteState {
  @Described('open: nothing is sent; ramp: more and more is sent again.')
  @IsIn(BREAKER_STATES)
  breaker!: BreakerState;
  /** RFC 3339 */
  @DescribedTime('When the state last changed.') @IsString() since!: string;
  @Described('Why it changed.') @IsOptional() @IsString() reason?: string;
  /** While it is open: the latest time of the next probe; earlier if messages wait that no other route takes. */
  @DescribedTime('The latest time of the next probe; earlier if messages wait that no other route takes.')
  @IsOptional()
  @IsString()
  open_until?: string;
  @Described() @IsOptional() @ValidateNested() @Type(() => Override) override?: Override;
  /** Present while its vendor throttles, and for a minute afterwards. */
  @Described() @IsOptional() @ValidateNested() @Type(() => RouteThrottle) throttle?: RouteThrottle;
  /** Counts its changes. */
  @DescribedCount('Counts its changes.') @IsInt() version!: number;
}

/** A vendor account as a route. */
export class RouteView {
  @Described(...SAYS.routeId) @IsString() id!: string;
  @Described(...SAYS.vendor) @IsString() vendor!: string;
  @Described(...SAYS.name) @IsString() name!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...SAYS.enabled) @IsBoolean() enabled!: boolean;
  /** Position among a tenant's routes without a policy; lower goes first. */
  @Described('Without a policy lower goes first.') @IsInt() order!: number;
  /** ISO 3166 alpha-2; absent: every country. */
  @Described('ISO 3166 alpha-2; absent: every country.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  countries?: string[];
  /** Longer texts take other routes. */
  @DescribedCount('Longer texts take other routes.') @IsOptional() @IsInt() max_segments?: number;
  /** Per segment. */
  @Described(...SAYS.micros) @IsOptional() @IsInt() price_micros?: number;
  @Described(...SAYS.currency) @IsOptional() @IsString() currency?: string;
  @Described('How results come back.') @IsIn(RECEIPT_WAYS) receipts!: ReceiptWay;
  @DescribedTime('When it was made.') @IsString() created_at!: string;
  @Described() @ValidateNested() @Type(() => RouteState) state!: RouteState;
}

export class RoutesQuery extends InEnvironment {}
export class RoutesReply {
  @IsArray() @Type(() => RouteView) routes!: RouteView[];
}

/** The given fields are changed; `null` removes a value. */
export class RouteChange {
  @IsOptional() @IsString() @MaxLength(64) name?: string;
  @IsOptional() @IsBoolean() enabled?: boolean;
  @IsOptional() @IsInt() order?: number;
  @IsOptional() @IsArray() @ArrayMaxSize(250) countries?: string[] | null;
  @IsOptional() @IsInt() max_segments?: number | null;
  @IsOptional() @IsInt() price_micros?: number | null;
  @IsOptional() @IsString() currency?: string | null;
}
export class ChangeRouteRequest extends OfTenant {
  @IsString() id!: string;
  @IsString() by!: string;
  @ValidateNested() @Type(() => RouteChange) change!: RouteChange;
}

export class ForceRouteRequest extends OfTenant {
  @IsString() id!: string;
  @IsString() by!: string;
  /** `auto` ends an override. */
  @IsIn(['open', 'closed', 'auto']) force!: 'open' | 'closed' | 'auto';
  /** How long it applies. */
  @IsInt() @Min(1) @Max(86_400) for_s!: number;
  @IsString() @MaxLength(200) reason!: string;
}

export class RouteHistoryQuery extends OfTenant {
  @IsString() id!: string;
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** The version before which the page starts. */
  @IsOptional() @IsInt() before?: number;
}
export class RouteHistoryEntry {
  @DescribedCount('Counts the changes of the route.') @IsInt() version!: number;
  @DescribedTime('When.') @IsString() at!: string;
  /** What changed, such as `breaker`, `override`, `weight`, `settings`. */
  @Described('What changed.', 'breaker') @IsString() what!: string;
  @Described('The value before.') @IsOptional() from?: unknown;
  @Described('The value after.') @IsOptional() to?: unknown;
  @Described('Why.') @IsString() reason!: string;
  @Described('A principal, or postrider.') @IsString() by!: string;
}
export class RouteHistory {
  @IsArray() @Type(() => RouteHistoryEntry) changes!: RouteHistoryEntry[];
}

/** One route over the last `seconds`. */
export class HealthWindow {
  @DescribedCount('How far back.') @IsInt() seconds!: number;
  /**
   * Attempts by outcome; `vendor_fault` and `unknown` are failures, `recipient` means that the route cannot reach the
   * number.
   */
  @DescribedCounts('Attempts by outcome; recipient: the route cannot reach the number.')
  @IsObject()
  outcomes!: Record<string, number>;
  /** Share of attempts that the vendor answered successfully, 0 to 1; absent without attempts. */
  @Described('Share of attempts that the vendor answered successfully.') @IsOptional() @IsNumber() success?: number;
  /** From the first byte to the outcome. */
  @DescribedCount('Half of the attempts were answered in this time.') @IsOptional() @IsInt() p50_ms?: number;
  @DescribedCount('19 of 20 were.') @IsOptional() @IsInt() p95_ms?: number;
  /** Share of receipts that arrived later than five minutes, or have not arrived by then; absent without any. */
  @Described('Share of receipts that were late, or are overdue.') @IsOptional() @IsNumber() slow?: number;
}
export class RouteHealth {
  @Described(...SAYS.routeId) @IsString() route!: string;
  @Described(...SAYS.vendor) @IsString() vendor!: string;
  @Described(...SAYS.name) @IsString() name!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...SAYS.enabled) @IsBoolean() enabled!: boolean;
  @Described() @ValidateNested() @Type(() => RouteState) state!: RouteState;
  /** Over all replicas. */
  @DescribedCount('Attempts in the air, over all replicas.') @IsInt() in_flight!: number;
  @DescribedCount('How many attempts may be in the air, over all replicas.') @IsInt() concurrency_limit!: number;
  /** Points that health subtracts from its weight in weighted lists. */
  @DescribedCount('Points that health subtracts from its weight.') @IsInt() penalty!: number;
  @Described('By length.') @IsArray() @Type(() => HealthWindow) windows!: HealthWindow[];
}
export class VendorHealthQuery extends InEnvironment {}
export class VendorHealthReply {
  @IsArray() @Type(() => RouteHealth) routes!: RouteHealth[];
}

/** Routes, their accounts, policies or senders changed: services that cache them read them again. */
export class RoutesChanged extends OfTenant {
  /** Empty: a policy or sender of the tenant. */
  @IsArray() @IsString({ each: true }) routes!: string[];
}
export const routesChanged = busEvent({ owner, name: 'routes', request: RoutesChanged });

export const routeContracts = {
  list: rpc({ owner, name: 'list-routes', request: RoutesQuery, reply: RoutesReply }),
  /** `not_found` for a route of another tenant. */
  change: rpc({ owner, name: 'change-route', request: ChangeRouteRequest, reply: RouteView }),
  force: rpc({ owner, name: 'force-route', request: ForceRouteRequest, reply: RouteView }),
  /** Newest first. */
  history: rpc({ owner, name: 'route-history', request: RouteHistoryQuery, reply: RouteHistory }),
  health: rpc({ owner, name: 'vendor-health', request: VendorHealthQuery, reply: VendorHealthReply }),
};
