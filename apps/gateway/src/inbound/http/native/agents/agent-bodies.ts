import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
import { Described, ENVIRONMENTS, type Environment, type SimBudget } from '#libs/contracts';
import { COUNTRIES, type FieldError } from '#libs/kernel';
import type { AgentChange } from '../../../../application/agents/change-agent.ts';
import { changeFrom, checkFields, fieldsFrom, refusalOf } from '../../request/check-fields.ts';
import { IsCountry, IsZone } from '../../request/is-notion.ts';
import { IsVisibleName } from '../../request/is-visible-name.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional } from '../../request/optional.ts';

const MOST_PER_PERIOD = 1_000_000_000;

const IsLimit =
  (says: string, example: number): PropertyDecorator =>
  (target, name) => {
    Described(says, example)(target, name);
    Optional()(target, name);
    Max(MOST_PER_PERIOD)(target, name as string);
    Min(0)(target, name as string);
    IsInt()(target, name as string);
  };

export class ChangeAgentBody {
  @Described('For people.', 'Front desk')
  @Optional()
  @IsVisibleName()
  label?: string;

  @Described('Whether it gets messages.', true)
  @Optional()
  @IsBoolean()
  enabled?: boolean;
}

export const agentChangeFrom = (body: JsonObject): AgentChange => changeFrom(ChangeAgentBody, body);

const IsTimeOfDay = (): PropertyDecorator => (target, name) => {
  const message = '$property must be a time of the form HH:MM';
  Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message })(target, name as string);
  IsString()(target, name as string);
};

export class QuietHoursBody {
  @Described('HH:MM', '21:00') @IsTimeOfDay() from!: string;
  @Described('HH:MM; before from: of the next day.', '08:00') @IsTimeOfDay() until!: string;
  @Described('IANA time zone.', 'Asia/Ho_Chi_Minh') @IsZone() @IsString() zone!: string;
}

export class BudgetsBody {
  @Described('Position of the SIM in the phone, from 0; absent: 0.', 0)
  @Optional()
  @Max(3)
  @Min(0)
  @IsInt()
  sim_slot?: number;

  @IsLimit('Messages in any 60 s, at most what the installation allows a phone.', 10) per_minute?: number;
  @IsLimit('Messages in an hour.', 100) per_hour?: number;
  @IsLimit('Messages in a day.', 500) per_day?: number;
  @IsLimit('Messages in a month.', 5_000) per_month?: number;
  @IsLimit('Parts in a month.', 5_000) parts_per_month?: number;
  @IsLimit('Different recipients in a month.', 200) recipients_per_month?: number;

  @Described('The day on which a month begins; absent: the first.', 1)
  @Optional()
  @Max(28)
  @Min(1)
  @IsInt()
  reset_day?: number;

  @Described('IANA time zone of its days and months; absent: UTC.', 'Asia/Ho_Chi_Minh')
  @Optional()
  @IsZone()
  @IsString()
  zone?: string;

  @Described('It sends nothing in these hours.', { from: '21:00', until: '08:00', zone: 'Asia/Ho_Chi_Minh' })
  @Optional()
  @IsObject()
  @Type(() => QuietHoursBody)
  quiet_hours?: QuietHoursBody;

  @Described('The countries that it texts (ISO 3166 alpha-2); absent: its own if that is known, else every country.', [
    'VN',
  ])
  @Optional()
  @IsCountry({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(COUNTRIES.length)
  @ArrayMinSize(1)
  @IsArray()
  countries?: string[];
}

export interface BudgetWanted {
  readonly sim_slot?: number;
  readonly budget: SimBudget;
}

export function budgetFrom(body: JsonObject): BudgetWanted {
  const { sim_slot, quiet_hours: given, ...limits } = fieldsFrom(BudgetsBody, body);
  const quiet = given && quietHoursFrom(given);
  return { ...(sim_slot !== undefined && { sim_slot }), budget: { ...limits, ...(quiet && { quiet_hours: quiet }) } };
}

function quietHoursFrom(given: QuietHoursBody): QuietHoursBody {
  const checked = checkFields(QuietHoursBody, given, 'quiet_hours.');
  if ('errors' in checked) throw refusalOf(checked.errors);
  const { from, until, zone } = checked.value;
  if (from === until) throw refusalOf([wrong('quiet_hours.until', 'until must be another time than from.')]);
  return { from, until, zone };
}

const wrong = (field: string, message: string): FieldError => ({ field, code: 'invalid_field', message });

/** Where a phone or pool is made that does not follow the caller. */
export const IsNewEnvironment = (): PropertyDecorator => (target, name) => {
  const says = 'Absent: that of the key or of Postrider-Environment, else the default of the tenant.';
  Described(says, 'test')(target, name);
  Optional()(target, name);
  IsIn(ENVIRONMENTS)(target, name as string);
};

export class EnrolmentCodeBody {
  @Described('The label of the phone; absent: as it names itself.', 'Front desk')
  @Optional()
  @IsVisibleName()
  label?: string;

  @Described('Id or name of the pool that it joins; absent: the pool phones, which the first phone makes.', 'phones')
  @Optional()
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  pool?: string;

  @IsNewEnvironment() environment?: Environment;
}

export class RegistrationSecretBody {
  @Described(
    '16 to 256 characters; empty: there is none, and phones register by enrolment codes, those of the first tenant also without one (in production they are switched off at first).',
    'five otters under the old bridge',
  )
  @Matches(/^(?:[\x21-\x7e](?:[\x20-\x7e]{14,254})[\x21-\x7e])?$/, {
    message: '$property must be empty, or 16 to 256 visible ASCII characters',
  })
  @IsString()
  registration_secret!: string;
}
