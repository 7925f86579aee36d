import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { AGENT_ID, CATEGORIES, Described, type Category } from '#libs/contracts';
import { changeFrom, fieldsFrom, fieldsOf } from '../../request/check-fields.ts';
import { IsVisibleName } from '../../request/is-visible-name.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional } from '../../request/optional.ts';
import { SCOPES, type SafecareScope } from './words.ts';

/** Fields that a body has and the door does not know are left out. */
const known = <T extends object>(Class: new () => T, body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => fieldsOf(Class).has(name)));

export const bodyOf = <T extends object>(Class: new () => T, body: JsonObject): T =>
  fieldsFrom(Class, known(Class, body));

export const changeOf = <T extends object>(Class: new () => T, body: JsonObject): Partial<T> =>
  changeFrom(Class, known(Class, body));

const LONGEST_CONTENT = 20_000;
const CONTENT = 'A placeholder is {NAME}; \\{ and \\} are braces of the text.';

export class CreateSafecareTemplateBody {
  @Described('For people; several templates may have the same.', 'otp') @IsVisibleName() name!: string;

  @Described(CONTENT, 'Ma OTP {CODE}') @MaxLength(LONGEST_CONTENT) @MinLength(1) @IsString() content!: string;

  @Described('Of its messages; general unless given.', 'otp') @Optional() @IsIn(CATEGORIES) category?: Category;
}

export class ChangeSafecareTemplateBody {
  @Described('For people.', 'otp') @Optional() @IsVisibleName() name?: string;

  @Described(CONTENT, 'Ma OTP cua ban: {CODE}')
  @Optional()
  @MaxLength(LONGEST_CONTENT)
  @MinLength(1)
  @IsString()
  content?: string;

  @Described('Of its messages.', 'otp') @Optional() @IsIn(CATEGORIES) category?: Category;
}

const MOST_A_DAY = 1_000_000_000;

export class CreateSafecareKeyBody {
  @Described('For people: whose key it is.', 'SafeShop') @IsVisibleName() client_name!: string;

  @Described('What it may do.', SCOPES)
  @IsIn(SCOPES, { each: true })
  @ArrayUnique()
  @ArrayMinSize(1)
  @IsArray()
  scopes!: SafecareScope[];

  @Described('Messages a day; the default of the installation unless given.', 5_000)
  @Optional()
  @Max(MOST_A_DAY)
  @Min(0)
  @IsInt()
  rate_limit_per_day?: number;
}

export class RegistrationSecretBody {
  @Described(
    'What phones register with; empty: there is none, and phones of the first tenant register without one, in production switched off.',
    'your-new-secret-2026',
  )
  @MaxLength(256)
  @IsString()
  registration_secret!: string;
}

/** A request, without its messages. */
export class RequestHead {
  @Described('The id of an approved template.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E')
  @Matches(/^[\w.-]{1,64}$/, { message: '$property must be the id of a template' })
  @IsString()
  template_id!: string;

  @Described('The phone that sends the messages.', 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E')
  @Matches(AGENT_ID, { message: '$property must be the id of a phone' })
  @IsString()
  agent_id!: string;

  @Described('0 to 9: what goes first on the phone; by the category of the template unless given.', 5)
  @Optional()
  @Max(9)
  @Min(0)
  @IsInt()
  priority?: number;
}
