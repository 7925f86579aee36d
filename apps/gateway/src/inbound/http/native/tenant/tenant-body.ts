import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsString, Max, Min } from 'class-validator';
import { Described, ENVIRONMENTS, type Environment } from '#libs/contracts';
import { COUNTRIES } from '#libs/kernel';
import type { TenantChange } from '../../../../application/tenants/change-tenant.ts';
import { changeFrom } from '../../request/check-fields.ts';
import { IsDestination, IsNumberPrefix, IsRegion, IsZone } from '../../request/is-notion.ts';
import { IsVisibleName } from '../../request/is-visible-name.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional, Removable } from '../../request/optional.ts';

const MOST_PREFIXES = 200;

/** A list of beginnings of numbers. */
const IsPrefixList = (): PropertyDecorator => (target, name) => {
  IsArray()(target, name as string);
  ArrayMaxSize(MOST_PREFIXES)(target, name as string);
  ArrayUnique()(target, name as string);
  IsNumberPrefix({ each: true })(target, name);
  Optional()(target, name);
};

export class ChangeTenantBody {
  @Described('For people.', 'The shop')
  @Optional()
  @IsVisibleName()
  name?: string;

  @Described('An IANA time zone: limits per day count days of this zone.', 'Europe/London')
  @Optional()
  @IsZone()
  @IsString()
  zone?: string;

  @Described('Where users send who do not name an environment in Postrider-Environment.', 'test')
  @Optional()
  @IsIn(ENVIRONMENTS)
  default_environment?: Environment;

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

  @Described('Only numbers of default_region are allowed, whatever destinations says.', false)
  @Optional()
  @IsBoolean()
  block_international?: boolean;

  @Described('Beginnings of E.164 numbers that get no text.', ['+8824'])
  @IsPrefixList()
  denied_prefixes?: string[];

  @Described('Beginnings of E.164 numbers that denied_prefixes does not stop: the longest match decides.', ['+88241'])
  @IsPrefixList()
  safe_prefixes?: string[];

  @Described('The same text to the same number within so many minutes is recorded as CANCELED; 0: no guard.', 3)
  @Optional()
  @Max(1_440)
  @Min(0)
  @IsInt()
  duplicate_window_minutes?: number;

  @Described('Messages accepted in a minute, of all callers together; null: any number.', 6_000)
  @Removable()
  @Max(1_000_000)
  @Min(0)
  @IsInt()
  messages_per_minute?: number | null;
}

export const tenantChangeFrom = (body: JsonObject): TenantChange => changeFrom(ChangeTenantBody, body);
