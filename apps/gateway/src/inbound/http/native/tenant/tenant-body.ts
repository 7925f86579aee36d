import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { AGENT_PINNED, Described, ENVIRONMENTS, type AgentPinned, type Environment } from '#libs/contracts';
import { COUNTRIES, E164_BEGINNING } from '#libs/kernel';
import type { TenantChange } from '../../../../application/tenants/change-tenant.ts';
import type { TenantWanted } from '../../../../application/tenants/create-tenant.ts';
import { changeFrom, checkFields, fieldsFrom, refusalOf } from '../../request/check-fields.ts';
import { IsDestination, IsRegion, IsZone } from '../../request/is-notion.ts';
import { IsVisibleName } from '../../request/is-visible-name.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional, Removable } from '../../request/optional.ts';
import { OwnerBody } from '../users/user-bodies.ts';

const MOST_PREFIXES = 200;

const BEGINNINGS = '$property must be beginnings of E.164 numbers, + included';

/** A list of beginnings of numbers. */
const IsPrefixList = (): PropertyDecorator => (target, name) => {
  IsArray()(target, name as string);
  ArrayMaxSize(MOST_PREFIXES)(target, name as string);
  ArrayUnique()(target, name as string);
  Matches(E164_BEGINNING, { each: true, message: BEGINNINGS })(target, name as string);
  Optional()(target, name);
};

const LONGEST_ANSWER = 320;

const IsSentence =
  (when: string, example: string): PropertyDecorator =>
  (target, name) => {
    Described(`The answer ${when}; null: the usual one, in the language of the number.`, example)(target, name);
    Removable()(target, name);
    MaxLength(LONGEST_ANSWER)(target, name as string);
    MinLength(1)(target, name as string);
    IsString()(target, name as string);
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

  @Described('Another person than the author of a version has to approve a template.', true)
  @Optional()
  @IsBoolean()
  template_four_eyes?: boolean;

  @Described('Whether phones send advertising, too; otherwise no message of the category marketing goes to one.', false)
  @Optional()
  @IsBoolean()
  phones_marketing?: boolean;

  @Described(
    'A message with agent_id is sent by that phone only; prefer: by that phone first, and by other routes if it is away.',
    'only',
  )
  @Optional()
  @IsIn(AGENT_PINNED)
  agent_pinned?: AgentPinned;

  @Described('Whether stop, start and help words are answered. Opt-outs come into force all the same.', true)
  @Optional()
  @IsBoolean()
  answer_keywords?: boolean;

  @IsSentence('after an opt-out', 'You get no more texts. Reply START to get them again.')
  stop_answer?: string | null;

  @IsSentence('after an opt-out was lifted', 'You get texts again. Reply STOP to end them.')
  start_answer?: string | null;

  @IsSentence('to a help word', 'Acme Clinic, +1 202 555 0100. Reply STOP to get no more texts.')
  help_answer?: string | null;

  @Described('Whether the credentials of the tenant are valid; only an installation administrator changes it.', true)
  @Optional()
  @IsBoolean()
  active?: boolean;

  @Described(
    'Messages accepted in a minute, of all callers together; null: any number. Only an installation administrator changes it.',
    6_000,
  )
  @Removable()
  @Max(1_000_000)
  @Min(0)
  @IsInt()
  messages_per_minute?: number | null;
}

export class CreateTenantBody {
  @Described('For people.', 'The shop')
  @IsVisibleName()
  name!: string;

  @Described('A new user, who becomes the owner of the tenant.')
  @IsObject()
  @Type(() => OwnerBody)
  owner!: OwnerBody;

  @Described(
    'The country of the tenant: of numbers without a country code, and the only one it may send to at first.',
    'US',
  )
  @IsRegion()
  default_region!: string;

  @Described('An IANA time zone: limits per day count days of this zone.', 'Europe/London', { default: 'UTC' })
  @Optional()
  @IsZone()
  @IsString()
  zone = 'UTC';
}

export function tenantWantedFrom(body: JsonObject): TenantWanted {
  const { owner, ...wanted } = fieldsFrom(CreateTenantBody, body);
  const checked = checkFields(OwnerBody, owner, 'owner.');
  if ('errors' in checked) throw refusalOf(checked.errors);
  return { ...wanted, owner: checked.value };
}

export const tenantChangeFrom = (body: JsonObject): TenantChange => changeFrom(ChangeTenantBody, body);
