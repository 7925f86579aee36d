import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString } from 'class-validator';
import {
  AccountView,
  CheckAccountReply,
  DeadLetterView,
  Described,
  DescribedCount,
  PolicyView,
  RetryDeadLettersReply,
  RouteHealth,
  RouteHistoryEntry,
  RouteView,
  SAYS,
  Sender,
} from '#libs/contracts';
import type { VendorHealth } from '../../../application/accounts/list-vendors.ts';
import type { TenantView } from '../../../application/tenants/read-tenant.ts';
import { NextCursor, pageOfClass } from '../request/pages.ts';
import { RuleBody } from './policies/policy-body.ts';

export class RouteList extends pageOfClass(RouteView) {}
export class RouteHistory extends pageOfClass(RouteHistoryEntry) {}
export class SenderList extends pageOfClass(Sender) {}
export class AccountList extends pageOfClass(AccountView) {}
export class AccountCheck extends CheckAccountReply {}
export class DeadLetterList extends pageOfClass(DeadLetterView) {}

export class RetriedDeadLetters extends RetryDeadLettersReply {
  @NextCursor('To go on with; null when there are no more.') next_cursor!: string | null;
}

/** Its rules are answered as they may be given. */
export class PolicyAnswer extends PolicyView {
  @Type(() => RuleBody) override rules!: RuleBody[];
}
export class PolicyList extends pageOfClass(PolicyAnswer) {}

export class VendorAnswer implements VendorHealth {
  @Described(...SAYS.vendor) @IsString() vendor!: string;
  @Described('Its routes.') @IsArray() @Type(() => RouteHealth) routes!: readonly RouteHealth[];
}
export class VendorList extends pageOfClass(VendorAnswer) {}

export class TenantAnswer implements Omit<TenantView, 'id'> {
  @Described('As in the answer of GET /auth/me.', '00000001') @IsString() id!: string;
  @Described('Where texts may go: ISO 3166 alpha-2; * is every country.')
  @IsArray()
  @IsString({ each: true })
  destinations!: readonly string[];
  @Described('The country of numbers without a country code; absent: such numbers are refused.', 'US')
  @IsOptional()
  @IsString()
  default_region?: string;
  @DescribedCount('Counts its changes.') @IsInt() version!: number;
}
