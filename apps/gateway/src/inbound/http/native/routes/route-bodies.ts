import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { Described, type RouteChange } from '#libs/contracts';
import { COUNTRIES, MOST_PRICE_MICROS, type FieldError } from '#libs/kernel';
import { changeFrom, fieldsFrom, refusalOf } from '../../request/check-fields.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { IsCountry, IsCurrency } from '../../request/is-notion.ts';
import { Optional, Removable } from '../../request/optional.ts';

const LONGEST_FORCE_S = 86_400;

export class ChangeRouteBody {
  @Described('For people.', 'Twilio, main account')
  @Optional()
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  name?: string;

  @Described('Whether the route is used.', true)
  @Optional()
  @IsBoolean()
  enabled?: boolean;

  @Described('Position among the routes of a tenant without a policy; lower goes first.', 10)
  @Optional()
  @Max(10_000)
  @Min(0)
  @IsInt()
  order?: number;

  @Described('The countries it carries (ISO 3166 alpha-2); null: every country.', ['US', 'CA'])
  @Removable()
  @IsCountry({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(COUNTRIES.length)
  @ArrayMinSize(1)
  @IsArray()
  countries?: string[] | null;

  @Described('Longer texts take other routes; null: no bound.', 6)
  @Removable()
  @Max(24)
  @Min(1)
  @IsInt()
  max_segments?: number | null;

  @Described('What a segment costs, in millionths of currency; null: not known.', 7_500)
  @Removable()
  @Max(MOST_PRICE_MICROS)
  @Min(0)
  @IsInt()
  price_micros?: number | null;

  @Described('ISO 4217, or credits; set and removed together with price_micros.', 'USD')
  @Removable()
  @IsCurrency()
  currency?: string | null;
}

export class ForceRouteBody {
  @Described(
    'open: nothing is sent; closed: the route is used whatever its health, and a throttle is lifted; auto: its health decides again.',
    'open',
  )
  @IsIn(['open', 'closed', 'auto'])
  force!: 'open' | 'closed' | 'auto';

  @Described('How long it applies, in seconds. Not with auto.', 3_600)
  @Optional()
  @Max(LONGEST_FORCE_S)
  @Min(1)
  @IsInt()
  for_s?: number;

  @Described("Stored in the route's history.", 'The vendor announced works on their side.')
  @MaxLength(200)
  @MinLength(1)
  @IsString()
  reason!: string;
}

export function routeChangeFrom(body: JsonObject): RouteChange {
  const change: RouteChange = changeFrom(ChangeRouteBody, body);
  const { price_micros: price, currency } = change;
  if ((price === undefined) !== (currency === undefined) || (price === null) !== (currency === null))
    throw refusalOf([wrong('currency', 'Give price_micros and currency together, or null for both.')]);
  return change;
}

/** With `auto` there is no time, but the contract requires one. */
export function forceFrom(body: JsonObject) {
  const { force, for_s, reason } = fieldsFrom(ForceRouteBody, body);
  if (force === 'auto' && for_s !== undefined)
    throw refusalOf([wrong('for_s', 'auto ends an override at once: leave for_s out.')]);
  if (force !== 'auto' && for_s === undefined)
    throw refusalOf([wrong('for_s', 'for_s must say how many seconds it applies, 1 to 86400.')]);
  return { force, for_s: for_s ?? 1, reason };
}

const wrong = (field: string, message: string): FieldError => ({ field, code: 'invalid_field', message });
