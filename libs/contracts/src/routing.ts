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
  @IsIn(['open', 'closed']) force!: 'open' | 'closed';
  /** RFC 3339 */
  @IsString() until!: string;
  @IsString() by!: string;
  @IsString() reason!: string;
}

/** A vendor that said that it was sent too much. */
export class RouteThrottle {
  /** RFC 3339 */
  @IsString() since!: string;
  /** Nothing is sent before; it may lie in the past, and the rate is growing again. */
  @IsString() until!: string;
}

export class RouteState {
  @IsIn(BREAKER_STATES) breaker!: BreakerState;
  /** RFC 3339 */
  @IsString() since!: string;
  @IsOptional() @IsString() reason?: string;
  /** While it is open: when it is asked again at the latest, sooner where messages wait that no other route takes. */
  @IsOptional() @IsString() open_until?: string;
  @IsOptional() @ValidateNested() @Type(() => Override) override?: Override;
  /** Present while its vendor throttles, and for a minute afterwards. */
  @IsOptional() @ValidateNested() @Type(() => RouteThrottle) throttle?: RouteThrottle;
  /** Counts its changes. */
  @IsInt() version!: number;
}

/** A vendor account as a way out. */
export class RouteView {
  @IsString() id!: string;
  @IsString() vendor!: string;
  @IsString() name!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsBoolean() enabled!: boolean;
  /** Where it stands among a tenant's routes without a policy; lower goes first. */
  @IsInt() order!: number;
  /** ISO 3166 alpha-2; absent: every country. */
  @IsOptional() @IsArray() @IsString({ each: true }) countries?: string[];
  /** Longer texts take other routes. */
  @IsOptional() @IsInt() max_segments?: number;
  /** Per segment. */
  @IsOptional() @IsInt() price_micros?: number;
  @IsOptional() @IsString() currency?: string;
  @IsIn(RECEIPT_WAYS) receipts!: ReceiptWay;
  @IsString() created_at!: string;
  @ValidateNested() @Type(() => RouteState) state!: RouteState;
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
  @IsInt() version!: number;
  @IsString() at!: string;
  /** What moved, such as `breaker`, `override`, `weight`, `settings`. */
  @IsString() what!: string;
  @IsOptional() from?: unknown;
  @IsOptional() to?: unknown;
  @IsString() reason!: string;
  /** A principal, or `postrider`. */
  @IsString() by!: string;
}
export class RouteHistory {
  @IsArray() @Type(() => RouteHistoryEntry) changes!: RouteHistoryEntry[];
}

/** One route over the last `seconds`. */
export class HealthWindow {
  @IsInt() seconds!: number;
  /** Attempts by outcome; `vendor_fault` and `unknown` are failures, `recipient` is a number it cannot reach. */
  @IsObject() outcomes!: Record<string, number>;
  /** Share of attempts that the vendor answered well, 0 to 1; absent without attempts. */
  @IsOptional() @IsNumber() success?: number;
  /** From the first byte to the outcome. */
  @IsOptional() @IsInt() p50_ms?: number;
  @IsOptional() @IsInt() p95_ms?: number;
  /** Share of receipts that came later than five minutes, or are overdue by that; absent without any. */
  @IsOptional() @IsNumber() slow?: number;
}
export class RouteHealth {
  @IsString() route!: string;
  @IsString() vendor!: string;
  @IsString() name!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsBoolean() enabled!: boolean;
  @ValidateNested() @Type(() => RouteState) state!: RouteState;
  /** Over all replicas. */
  @IsInt() in_flight!: number;
  @IsInt() window!: number;
  /** Points that health takes from its weight in weighted lists. */
  @IsInt() penalty!: number;
  @IsArray() @Type(() => HealthWindow) windows!: HealthWindow[];
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
