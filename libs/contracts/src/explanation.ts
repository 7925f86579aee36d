import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Described, DescribedCount } from './described.ts';
import { NO_ROUTE_REASONS, SKIP_REASONS, type NoRouteReason, type SkipReason } from './vocabulary.ts';

export class SkippedRoute {
  @Described('A route.') @IsString() route!: string;
  @Described('Why it does not carry the message.') @IsIn(SKIP_REASONS) reason!: SkipReason;
  @Described('What its vendor takes as a sender, if the reason is sender_not_possible.')
  @IsOptional()
  @IsString()
  detail?: string;
}

/** Why a message takes the routes it takes, in the order they are tried. */
export class Explanation {
  /** Version of the policy; 0 without a policy, when all routes of the tenant are tried in their order. */
  @DescribedCount('Version of the policy; 0 if there is none.') @IsInt() policy!: number;
  @DescribedCount('Position of the rule that matched.') @IsOptional() @IsInt() rule?: number;
  @Described('Its name.') @IsOptional() @IsString() rule_name?: string;
  @Described('In the order in which they are tried.') @IsArray() @IsString({ each: true }) routes!: string[];
  @Described('Routes that do not carry it.')
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => SkippedRoute)
  skipped!: SkippedRoute[];
  @Described('Those of routes that pause because their vendor throttles: the message waits for them.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  throttled?: string[];
}

/** Why no route takes a message at present. */
export class NoRoute {
  @Described('The reason of the route that came closest to taking it.') @IsIn(NO_ROUTE_REASONS) reason!: NoRouteReason;
  @Described('What follows for the message, and what to do.') @IsString() detail!: string;
}
