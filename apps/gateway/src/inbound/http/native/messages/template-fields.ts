import { IsString, MaxLength, MinLength, ValidateBy } from 'class-validator';
import { Described, type RenderItem, type SubmitItem } from '#libs/contracts';
import type { FieldError } from '#libs/kernel';
import { Optional } from '../../request/optional.ts';
import { MediaOptions } from './media-fields.ts';

const MOST_VARIABLES = 50;
const LONGEST_NAME = 64;
const LARGEST_NUMBER = 999_999_999;

/** The fields of a message by template. */
export class TemplateOptions extends MediaOptions {
  @Described('Instead of text: the id, the key or the number of a template.', 'appointment_reminder')
  @Optional()
  @IsTemplateName()
  template?: string | number;

  @Described('A text for each variable of the template. Those of a batch are added to those of its defaults.', {
    date: 'Monday',
    time: '10:00',
    trainer_name: 'Ada',
    location: 'room 2',
  })
  @Optional()
  @IsVariables()
  variables?: Record<string, string>;

  @Described('The language of the template’s text (BCP 47); the nearest that the template has is taken.', 'en')
  @Optional()
  @MaxLength(35)
  @MinLength(1)
  @IsString()
  language?: string;
}

type Worded<Body> = Omit<Body, keyof TemplateOptions | 'text'> & TemplateOptions & { text?: string };

/** The message by template, if it is one. */
export const renderItemOf = ({ template, language, variables }: TemplateOptions): RenderItem | undefined =>
  template === undefined
    ? undefined
    : { template: String(template), ...(language !== undefined && { language }), ...(variables && { variables }) };

/** Its text is rendered before it is submitted. */
export function withoutTemplate(message: Worded<SubmitItem>): SubmitItem & MediaOptions {
  const { template: _, language: __, variables: ___, ...item } = message;
  return { ...item, text: item.text ?? '' };
}

/** A message has either a text or a template. */
export function wordingProblem(message: Worded<object>, path: string): FieldError | undefined {
  const { text, template } = message;
  if ((text === undefined) === (template === undefined))
    return { field: `${path}text`, code: 'invalid_field', message: text === undefined ? NO_WORDING : TWO_WORDINGS };
  const alone = template === undefined && OF_TEMPLATES.find((name) => message[name] !== undefined);
  return alone
    ? { field: path + alone, code: 'invalid_field', message: `${alone} needs template beside it.` }
    : undefined;
}

const NO_WORDING = 'text is missing; give it, or a template in its place.';
export const TWO_WORDINGS = 'text and template are given; give one of them.';

/** Fields that mean nothing without a template. */
const OF_TEMPLATES = ['variables', 'language'] as const;

function IsTemplateName(): PropertyDecorator {
  const message = '$property must be the id, the key or the number of a template';
  return ValidateBy({ name: 'isTemplateName', validator: { validate: isTemplateName } }, { message });
}

function isTemplateName(value: unknown): boolean {
  if (typeof value === 'string') return /^[\w.-]{1,64}$/.test(value);
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST_NUMBER;
}

export function IsVariables(): PropertyDecorator {
  const message = `$property must be an object of up to ${MOST_VARIABLES} names, each with a text`;
  return ValidateBy({ name: 'isVariables', validator: { validate: isVariables } }, { message });
}

function isVariables(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_VARIABLES &&
    entries.every(([name, text]) => name.length <= LONGEST_NAME && typeof text === 'string')
  );
}
