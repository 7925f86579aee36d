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

/** An operator's word over the breaker's, until it ends. */
export class Override {
  @Described('What an operator said.') @IsIn(['open', 'closed']) force!: 'open' | 'closed';
  /** RFC 3339 */
  @DescribedTime('When that ends.') @IsString() until!: string;
  @Described('Who.') @IsString() by!: string;
  @Described('Why.') @IsString() reason!: string;
}

/** A vendor that said that it was sent too much. */
export class RouteThrottle {
  /** RFC 3339 */
  @DescribedTime('Since when its vendor throttles.') @IsString() since!: string;
  /** Nothing is sent before; it may lie in the past, and the rate is growing again. */
  @DescribedTime('Nothing is sent before; once that is past, the rate is coming back.') @IsString() until!: string;
}

export class RouteState {
  @Described('open: nothing is sent; ramp: ever more is let through again.')
  @IsIn(BREAKER_STATES)
  breaker!: BreakerState;
  /** RFC 3339 */
  @DescribedTime('When it last moved.') @IsString() since!: string;
  @Described('Why it did.') @IsOptional() @IsString() reason?: string;
  /** While it is open: when it is asked again at the latest, sooner where messages wait that no other route takes. */
  @DescribedTime('When it is tried again at the latest; sooner where messages wait that no other route takes.')
  @IsOptional()
  @IsString()
  open_until?: string;
  @Described() @IsOptional() @ValidateNested() @Type(() => Override) override?: Override;
  /** Present while its vendor throttles, and for a minute afterwards. */
  @Described() @IsOptional() @ValidateNested() @Type(() => RouteThrottle) throttle?: RouteThrottle;
  /** Counts its changes. */
  @DescribedCount('Counts its changes.') @IsInt() version!: number;
}

/** A vendor account as a way out. */
export class RouteView {
  @Described(...SAYS.routeId) @IsString() id!: string;
  @Described(...SAYS.vendor) @IsString() vendor!: string;
  @Described(...SAYS.name) @IsString() name!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...SAYS.enabled) @IsBoolean() enabled!: boolean;
  /** Where it stands among a tenant's routes without a policy; lower goes first. */
  @Described('Lower goes first where there is no policy.') @IsInt() order!: number;
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

/** What is given is changed; `null` takes it away. */
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
  /** How long it holds. */
  @IsInt() @Min(1) @Max(86_400) for_s!: number;
  @IsString() @MaxLength(200) reason!: string;
}

export class RouteHistoryQuery extends OfTenant {
  @IsString() id!: string;
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** Version before which to go on. */
  @IsOptional() @IsInt() before?: number;
}
export class RouteHistoryEntry {
  @DescribedCount('Counts the changes of the route.') @IsInt() version!: number;
  @DescribedTime('When.') @IsString() at!: string;
  /** What moved, such as `breaker`, `override`, `weight`, `settings`. */
  @Described('What moved.', 'breaker') @IsString() what!: string;
  @Described('What it was.') @IsOptional() from?: unknown;
  @Described('What it is.') @IsOptional() to?: unknown;
  @Described('Why.') @IsString() reason!: string;
  @Described('A principal, or postrider.') @IsString() by!: string;
}
export class RouteHistory {
  @IsArray() @Type(() => RouteHistoryEntry) changes!: RouteHistoryEntry[];
}

/** One route over the last `seconds`. */
export class HealthWindow {
  @DescribedCount('How far back.') @IsInt() seconds!: number;
  /** Attempts by outcome; `vendor_fault` and `unknown` are failures, `recipient` is a number it cannot reach. */
  @DescribedCounts('Attempts by outcome; recipient: the route cannot reach the number.')
  @IsObject()
  outcomes!: Record<string, number>;
  /** Share of attempts that the vendor answered well, 0 to 1; absent without attempts. */
  @Described('Share that the vendor answered well.') @IsOptional() @IsNumber() success?: number;
  /** From the first byte to the outcome. */
  @DescribedCount('Half of the attempts were answered in this time.') @IsOptional() @IsInt() p50_ms?: number;
  @DescribedCount('19 of 20 were.') @IsOptional() @IsInt() p95_ms?: number;
  /** Share of receipts that came later than five minutes, or are overdue by that; absent without any. */
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
  /** Points that health takes from its weight in weighted lists. */
  @DescribedCount('Points that health takes from its weight.') @IsInt() penalty!: number;
  @Described('By length.') @IsArray() @Type(() => HealthWindow) windows!: HealthWindow[];
}
export class VendorHealthQuery extends InEnvironment {}
export class VendorHealthReply {
  @IsArray() @Type(() => RouteHealth) routes!: RouteHealth[];
}

/** Routes, their accounts, policies or senders changed: whoever caches them reads again. */
export class RoutesChanged extends OfTenant {
  /** Empty: a policy or sender of the tenant. */
  @IsArray() @IsString({ each: true }) routes!: string[];
}
export const routesChanged = busEvent({ owner, name: 'routes', request: RoutesChanged });

export const routeContracts = {
  list: rpc({ owner, name: 'list-routes', request: RoutesQuery, reply: RoutesReply }),
  /** `not_found` for another tenant's. */
  change: rpc({ owner, name: 'change-route', request: ChangeRouteRequest, reply: RouteView }),
  force: rpc({ owner, name: 'force-route', request: ForceRouteRequest, reply: RouteView }),
  /** Newest first. */
  history: rpc({ owner, name: 'route-history', request: RouteHistoryQuery, reply: RouteHistory }),
  health: rpc({ owner, name: 'vendor-health', request: VendorHealthQuery, reply: VendorHealthReply }),
};
