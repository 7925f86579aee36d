import { Described, DescribedCount } from '#libs/contracts';
import { IsArray, IsInt, IsOptional, IsString } from 'class-validator';
import type { TenantView } from '../../../../application/tenants/read-tenant.ts';

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
