import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
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
import { CATEGORIES, Described, type Category, type PolicyRule } from '#libs/contracts';
import { COUNTRIES, E164_BEGINNING, type FieldError } from '#libs/kernel';
import { checkFields, refusalOf, type Checked } from '../../request/check-fields.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { IsCountry } from '../../request/is-notion.ts';
import { Optional } from '../../request/optional.ts';

const MOST_RULES = 200;
const MOST_ROUTES = 20;

export class WeightedBody {
  @Described('A vendor account, a phone or a pool of phones.', 'twilio-0a1b2c3d')
  @MaxLength(64)
  @IsString()
  route!: string;

  @Described('Its share while it is healthy.', 70)
  @Max(100)
  @Min(1)
  @IsInt()
  weight!: number;
}

/** A message must match every given condition. */
export class RuleBody {
  @Described('For people; the explanation of a message shows it.', 'codes to Vietnam')
  @Optional()
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  name?: string;

  @Described('The country of the number (ISO 3166 alpha-2).', ['VN'])
  @Optional()
  @IsCountry({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(COUNTRIES.length)
  @ArrayMinSize(1)
  @IsArray()
  countries?: string[];

  @Described('Beginnings of E.164 numbers.', ['+8490'])
  @Optional()
  @Matches(E164_BEGINNING, { each: true, message: '$property must be beginnings of E.164 numbers, + included' })
  @ArrayUnique()
  @ArrayMaxSize(500)
  @ArrayMinSize(1)
  @IsArray()
  prefixes?: string[];

  @Described('The category of the message.', ['otp'])
  @Optional()
  @IsIn(CATEGORIES, { each: true })
  @ArrayUnique()
  @ArrayMinSize(1)
  @IsArray()
  categories?: Category[];

  @Described('The lowest priority of the message.', 5)
  @Optional()
  @Max(9)
  @Min(0)
  @IsInt()
  min_priority?: number;

  @Described('Vendor accounts, phones and pools of phones, tried in this order.', ['twilio-0a1b2c3d'])
  @Optional()
  @MaxLength(64, { each: true })
  @IsString({ each: true })
  @ArrayMaxSize(MOST_ROUTES)
  @IsArray()
  routes?: string[];

  @Described('Instead of routes: shares, which change with the health of the routes.', [
    { route: 'twilio-0a1b2c3d', weight: 70 },
  ])
  @Optional()
  @ArrayMaxSize(MOST_ROUTES)
  @IsArray()
  @Type(() => WeightedBody)
  weighted?: WeightedBody[];
}

/** The body that `rulesFrom` reads. */
export class PolicyBody {
  @Described('In the order in which they are tried.')
  @ArrayMaxSize(MOST_RULES)
  @IsArray()
  @Type(() => RuleBody)
  rules!: RuleBody[];
}

/** Only the form is checked here: the dispatcher checks that the routes exist and that a rule has them. */
export function rulesFrom({ rules, ...others }: JsonObject): PolicyRule[] {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refusalOf((checkFields(Nothing, others) as { errors: FieldError[] }).errors);
  if (!Array.isArray(rules) || rules.length > MOST_RULES)
    throw refusalOf([{ field: 'rules', code: 'invalid_field', message: 'rules must be a list of up to 200 rules.' }]);
  return rules.map((rule, position) => ruleFrom(rule, `rules.${position}.`));
}

class Nothing {}

function ruleFrom(given: unknown, path: string): PolicyRule {
  const rule = valueOr(checkFields(RuleBody, given, path));
  const { weighted } = rule;
  if (weighted === undefined) return { ...rule };
  return {
    ...rule,
    weighted: weighted.map((each, n) => ({ ...valueOr(checkFields(WeightedBody, each, `${path}weighted.${n}.`)) })),
  };
}

function valueOr<T>(checked: Checked<T>): T {
  if ('value' in checked) return checked.value;
  throw refusalOf(checked.errors);
}
