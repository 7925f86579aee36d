import {
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
  ValidateBy,
} from 'class-validator';
import {
  CATEGORIES,
  Described,
  IN_LANGUAGES,
  VARIABLE_RULES,
  type Category,
  type TemplateContents,
  type VariableRule,
} from '#libs/contracts';
import type { NewTemplate, TemplateChange } from '../../../../application/templates/change-templates.ts';
import { changeFrom, fieldsFrom } from '../../request/check-fields.ts';
import { IsVisibleName } from '../../request/is-visible-name.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional } from '../../request/optional.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { matching, oneOf, type Parameters } from '../../request/query.ts';
import { IsVariables } from '../messages/template-fields.ts';

const PLACEHOLDERS =
  'By language (BCP 47); the first is used where no other fits. A placeholder is {NAME} or {{name}}, one form in all texts; \\{ and \\} are braces of the text.';
const RULES =
  'Every variable with its rules: max_length (256 unless given), hosts that links in its values may name (none unless given).';

class ContentBody {
  @Described('For people; the key unless given.', 'Log in') @Optional() @IsVisibleName() name?: string;

  @Described('Of messages by this template that name none.', 'otp') @Optional() @IsIn(CATEGORIES) category?: Category;

  @Described('A word of your own for the kind of message.', '2fa_code')
  @Optional()
  @Matches(/^[\w.-]{1,64}$/, { message: '$property must have 1 to 64 letters, digits, dots, dashes and underscores' })
  message_type?: string;
}

export class CreateTemplateBody extends ContentBody {
  @Described('Unique in the tenant: lower-case letters, digits, dots, dashes and underscores.', 'login_code')
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  key!: string;

  @Described(PLACEHOLDERS, { en: 'Your code is {CODE}.', tr: 'Kodunuz {CODE}.' }, IN_LANGUAGES)
  @IsObject()
  contents!: TemplateContents;

  @Described(`${RULES} Absent: those of the texts, without rules.`, { CODE: { max_length: 8 } }, VARIABLE_RULES)
  @Optional()
  @IsObject()
  variables?: Record<string, VariableRule>;
}

export class ChangeTemplateBody extends ContentBody {
  @Described(PLACEHOLDERS, { en: 'Your code is {CODE}.' }, IN_LANGUAGES)
  @Optional()
  @IsObject()
  contents?: TemplateContents;

  @Described(`${RULES} Absent: variables that are still used keep theirs.`, { CODE: { max_length: 8 } }, VARIABLE_RULES)
  @Optional()
  @IsObject()
  variables?: Record<string, VariableRule>;

  @Described('Whether messages may be sent by it.', false) @Optional() @IsBoolean() active?: boolean;
}

export class ApproveBody {
  @Described('The version that you looked at; refused if there is a newer one.', 2)
  @Optional()
  @Min(1)
  @IsInt()
  version?: number;
}

export class PreviewBody {
  @Described('The newest unless given.', 1) @Optional() @Min(1) @IsInt() version?: number;

  @Described('Values; without one the placeholder is shown.', { CODE: '1234' })
  @Optional()
  @IsVariables()
  variables?: Record<string, string>;

  @Described('One language; absent: all of them.', 'en')
  @Optional()
  @MaxLength(35)
  @MinLength(1)
  @IsString()
  language?: string;
}

export class MappingBody {
  @Described("The vendor's code of its template.", '100000') @MaxLength(128) @MinLength(1) @IsString() code!: string;

  @Described(
    "The vendor's token for each variable; or the variables in the order of the vendor's tokens, and under their own names where tokens have free names.",
    { CODE: 'CODE' },
  )
  @IsTokens()
  tokens!: Record<string, string> | string[];

  @Described('The newest unless given; else the one that is sent.', 1)
  @Optional()
  @Max(1_000)
  @Min(1)
  @IsInt()
  version?: number;
}

export const newTemplateFrom = (body: JsonObject): NewTemplate => fieldsFrom(CreateTemplateBody, body);
export const templateChangeFrom = (body: JsonObject): TemplateChange => changeFrom(ChangeTemplateBody, body);

interface Choice {
  readonly active?: 'true' | 'false';
  readonly category?: Category;
}
export type TemplatePage = Choice & PageWanted;

export const TEMPLATE_PAGE: Parameters<TemplatePage> = {
  active: oneOf(['true', 'false'], 'Only those by which messages may be sent, or only the others.'),
  category: oneOf(CATEGORIES, 'Only those of this category.'),
  ...PAGE,
};

export interface OfVersion {
  readonly version?: string;
}
export const OF_VERSION: Parameters<OfVersion> = {
  version: matching(/^[1-9]\d{0,3}$/, 'the number of a version', 'The newest unless given.'),
};

function IsTokens(): PropertyDecorator {
  const message = '$property must be an object of variables with their tokens, or a list of variables';
  return ValidateBy({ name: 'isTokens', validator: { validate: isTokens } }, { message });
}

const MOST_TOKENS = 50;

function isTokens(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [names, tokens] = [Object.keys(value), Object.values(value)];
  return names.length <= MOST_TOKENS && tokens.every((token) => typeof token === 'string');
}
