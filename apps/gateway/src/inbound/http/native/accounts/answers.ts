import { AccountView, CheckAccountReply, Described, RouteHealth, SAYS } from '#libs/contracts';
import { Type } from 'class-transformer';
import { IsArray, IsString } from 'class-validator';
import type { VendorHealth } from '../../../../application/accounts/list-vendors.ts';
import { pageOfClass } from '../../request/pages.ts';

export class AccountList extends pageOfClass(AccountView) {}

export class AccountCheck extends CheckAccountReply {}

export class VendorAnswer implements VendorHealth {
  @Described(...SAYS.vendor) @IsString() vendor!: string;
  @Described('Its routes.') @IsArray() @Type(() => RouteHealth) routes!: readonly RouteHealth[];
}

export class VendorList extends pageOfClass(VendorAnswer) {}
