import { ArrayMaxSize, ArrayUnique, IsArray } from 'class-validator';
import { Described } from '#libs/contracts';
import { COUNTRIES } from '#libs/kernel';
import type { TenantChange } from '../../../../application/tenants/change-tenant.ts';
import { changeFrom } from '../../request/check-fields.ts';
import { IsDestination, IsRegion } from '../../request/is-notion.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional, Removable } from '../../request/optional.ts';

export class ChangeTenantBody {
  @Described('The countries texts may go to (ISO 3166 alpha-2), * for every country; an empty list: none.', [
    'US',
    'GB',
  ])
  @Optional()
  @IsDestination({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(COUNTRIES.length + 1)
  @IsArray()
  destinations?: string[];

  @Described('The country of numbers that are written without a country code; null: such numbers are refused.', 'US')
  @Removable()
  @IsRegion()
  default_region?: string | null;
}

export const tenantChangeFrom = (body: JsonObject): TenantChange => changeFrom(ChangeTenantBody, body);
