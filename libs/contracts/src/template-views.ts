import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { Described, DescribedCount, DescribedTime, SAYS } from './described.ts';
import {
  CATEGORIES,
  ENCODINGS,
  TEMPLATE_HINTS,
  TEMPLATE_STATES,
  type Category,
  type Encoding,
  type TemplateHint,
  type TemplateState,
} from './vocabulary.ts';

/** Schemas of fields that no decorator describes. */
export const IN_LANGUAGES = { additionalProperties: { type: 'string' } };
export const VARIABLE_RULES = {
  additionalProperties: {
    type: 'object',
    properties: {
      max_length: { type: 'integer', minimum: 1, maximum: 1_000 },
      hosts: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 253 } },
    },
  },
};

/** What the values of a variable may be. */
export interface VariableRule {
  /** UTF-16 code units; absent: 256. */
  readonly max_length?: number;
  /** The hosts that a link in a value may name, their subdomains included; absent: a value has no links. */
  readonly hosts?: readonly string[];
}

/** Texts by language; the first language is the one of last resort. */
export type TemplateContents = Record<string, string>;

/** The part of a template that its versions keep. */
export class TemplateContent {
  @Described('Of messages by this template that name none.') @IsIn(CATEGORIES) category!: Category;
  @Described('A word of your own for the kind of message.', 'appointment_reminder')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  message_type?: string;
  @Described(
    'Its texts by language; the first is used where no other fits.',
    { en: 'Your code is {CODE}.' },
    IN_LANGUAGES,
  )
  @IsObject()
  contents!: TemplateContents;
  @Described('Every variable of its texts, with what its values may be.', { CODE: { max_length: 8 } }, VARIABLE_RULES)
  @IsObject()
  variables!: Record<string, VariableRule>;
}

export class TemplateVersion extends TemplateContent {
  @DescribedCount('Counts the changes of the content.') @IsInt() version!: number;
  @Described('Only an approved version is sent, and it is never changed.') @IsIn(TEMPLATE_STATES) state!: TemplateState;
  @DescribedTime('When it was written.') @IsString() created_at!: string;
  @Described('By whom.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() created_by!: string;
  @DescribedTime('When it was approved.') @IsOptional() @IsString() approved_at?: string;
  @Described('By whom.') @IsOptional() @IsString() approved_by?: string;
}

/** The template of a vendor that one version is sent as. */
export class VendorMapping {
  @Described(...SAYS.vendor) @IsString() vendor!: string;
  @DescribedCount('The version that it is for.') @IsInt() version!: number;
  @Described("The vendor's code of its template.", '100000') @IsString() code!: string;
  @Described("The vendor's token for each variable, in the vendor's order.", { CODE: 'CODE' }, IN_LANGUAGES)
  @IsObject()
  tokens!: Record<string, string>;
}

/** How long a text can become, if every value is as long as its variable allows. */
export class LanguageLength {
  @Described('Language (BCP 47).', 'en') @IsString() language!: string;
  @Described('Of the text without its values.') @IsIn(ENCODINGS) encoding!: Encoding;
  @DescribedCount('The most parts, if no value needs another alphabet.') @IsInt() max_segments!: number;
  @DescribedCount('The most parts, if a value has characters of another alphabet.') @IsInt() max_segments_ucs2!: number;
}

/** Something that is allowed, and that its author may want to change. */
export class TemplateHintView {
  @Described('Stable.') @IsIn(TEMPLATE_HINTS) code!: TemplateHint;
  @Described(...SAYS.forPeopleToRead) @IsString() message!: string;
  @Described('The language that it concerns.', 'tr') @IsOptional() @IsString() language?: string;
  @Described('The vendor that it concerns.', 'smsir') @IsOptional() @IsString() vendor?: string;
  @Described('The variable that it concerns.', 'CODE') @IsOptional() @IsString() variable?: string;
  @Described('The character that needs UCS-2.', 'ş') @IsOptional() @IsString() character?: string;
  @Described('What GSM-7 has in its place.', 's') @IsOptional() @IsString() substitute?: string;
}

export class TemplateSummary {
  @Described('Id of the template.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described('A name of your own for it, unique in the tenant.', 'appointment_reminder') @IsString() key!: string;
  @Described('A whole number that no other template of the tenant has.', 1, { minimum: 0 }) @IsInt() number!: number;
  @Described('For people.', 'Appointment reminder') @IsString() name!: string;
  @Described('Whether messages may be sent by it.') @IsBoolean() active!: boolean;
  @Described('Every tenant has it from the start.') @IsBoolean() built_in!: boolean;
  @DescribedCount('The newest version.') @IsInt() version!: number;
  @Described('Of the newest version.') @IsIn(TEMPLATE_STATES) state!: TemplateState;
  @DescribedCount('The version that is sent; absent: none is approved.')
  @IsOptional()
  @IsInt()
  approved_version?: number;
  @Described('Of the newest version.') @IsIn(CATEGORIES) category!: Category;
  @Described('Of the newest version.', 'appointment_reminder') @IsOptional() @IsString() message_type?: string;
  @Described('Of the newest version; the first is used where no other fits.', ['en', 'tr'])
  @IsArray()
  @IsString({ each: true })
  languages!: string[];
  @DescribedTime('When it was made.') @IsString() created_at!: string;
  @Described('By whom.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() created_by!: string;
  @DescribedTime('When it was last changed.') @IsString() updated_at!: string;
}

/** A template with the content of its newest version. */
export class TemplateView extends TemplateSummary {
  @Described('Of the newest version, by language.', { en: 'Your code is {CODE}.' }, IN_LANGUAGES)
  @IsObject()
  contents!: TemplateContents;
  @Described('Of the newest version.', { CODE: { max_length: 8 } }, VARIABLE_RULES)
  @IsObject()
  variables!: Record<string, VariableRule>;
  @Described("Of the newest version and of the one that is sent: the vendors' own templates.")
  @IsArray()
  @Type(() => VendorMapping)
  vendor_mappings!: VendorMapping[];
  @Described('How long each text can become.') @IsArray() @Type(() => LanguageLength) lengths!: LanguageLength[];
  @Described('What its author may want to change.')
  @IsArray()
  @Type(() => TemplateHintView)
  hints!: TemplateHintView[];
}
