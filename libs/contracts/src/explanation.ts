import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { NO_ROUTE_REASONS, SKIP_REASONS, type NoRouteReason, type SkipReason } from './vocabulary.ts';

export class SkippedRoute {
  @IsString() route!: string;
  @IsIn(SKIP_REASONS) reason!: SkipReason;
  /** With `sender_not_possible`: what the vendor takes, as a sentence. */
  @IsOptional() @IsString() detail?: string;
}

/** Why a message takes the routes it takes, in the order they are tried. */
export class Explanation {
  /** Version of the policy; 0 where the tenant has none, and all its routes are tried in their order. */
  @IsInt() policy!: number;
  /** Position of the rule that matched. */
  @IsOptional() @IsInt() rule?: number;
  @IsOptional() @IsString() rule_name?: string;
  @IsArray() @IsString({ each: true }) routes!: string[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => SkippedRoute) skipped!: SkippedRoute[];
  /** Those of `routes` that pause because their vendor throttles: the message waits for them. */
  @IsOptional() @IsArray() @IsString({ each: true }) throttled?: string[];
}

/** That no route takes a message at present. */
export class NoRoute {
  @IsIn(NO_ROUTE_REASONS) reason!: NoRouteReason;
  /** What that means for the message, and what to do. */
  @IsString() detail!: string;
}
