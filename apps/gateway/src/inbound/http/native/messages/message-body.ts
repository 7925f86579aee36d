import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  registerDecorator,
} from 'class-validator';
import { CATEGORIES, Described, GUARANTEES, type Category, type Guarantee } from '#libs/contracts';
import { IsInstant, IsSender } from '../../request/is-notion.ts';
import { Optional } from '../../request/optional.ts';
import { TemplateOptions } from './template-fields.ts';

const TO_SHOWN =
  'E.164 or with 00 or tel: before it, or as dialled at home if the tenant has a default region. Spaces, dashes, dots, slashes, parentheses, direction marks and digits of any script are read.';

export const MOST_MESSAGES = 5_000;

/** Times may have any number of fraction digits, but a field needs a bound. */
const LONGEST_TIME = 256;

/** Fields that a message may have and a batch may give for all its messages. */
export class MessageOptions extends TemplateOptions {
  @Described('The category of the message; it decides guarantee, deadline and order.', 'alert')
  @Optional()
  @IsIn(CATEGORIES)
  category?: Category;

  @Described(
    'RFC 3339 time with its zone, at most 30 days ahead; the message is not sent before.',
    '2030-01-01T09:00:00Z',
  )
  @Optional()
  @MaxLength(LONGEST_TIME, { context: { code: 'invalid_schedule' } })
  @IsInstant({ context: { code: 'invalid_schedule' } })
  @IsString()
  send_at?: string;

  @Described('Seconds from send_at, or from acceptance; after that the message is not sent.', 3_600)
  @Optional()
  @IsInt()
  valid_for_s?: number;

  @Described('RFC 3339 time; after that the message is not sent; instead of valid_for_s.', '2030-01-01T12:00:00Z')
  @Optional()
  @MaxLength(LONGEST_TIME, { context: { code: 'invalid_deadline' } })
  @IsInstant({ context: { code: 'invalid_deadline' } })
  @IsString()
  deadline?: string;

  @Described('What happens if it is not known whether an attempt was sent.', 'at_least_once')
  @Optional()
  @IsIn(GUARANTEES)
  guarantee?: Guarantee;

  @Described(
    'Rules of the routing policy may match it (min_priority); the order of sending depends on the category alone.',
    5,
  )
  @Optional()
  @Max(9)
  @Min(0)
  @IsInt()
  priority?: number;

  @Described('What the phone shows: a sender of yours; only routes that have it carry the message.', '+15005550006')
  @Optional()
  @IsSender({ context: { code: 'invalid_sender' } })
  @IsString()
  sender?: string;

  @Described('A reference of your own for the person or thing that the message concerns.', 'appointment-1042')
  @Optional()
  @MaxLength(128)
  @MinLength(1)
  @IsString()
  subject_ref?: string;

  @Described('Up to 20 names of up to 64 characters with texts of up to 256; they are returned unchanged.', {
    campaign: 'spring',
  })
  @Optional()
  @IsMetadata()
  metadata?: Record<string, string>;
}

export class BatchDefaults extends MessageOptions {
  @Described('The text of every message that has neither text nor template.', 'Your appointment is tomorrow.')
  @Optional()
  @MaxLength(20_000, { context: { code: 'invalid_text' } })
  @IsString()
  text?: string;
}

export class MessageBody extends MessageOptions {
  @Described(TO_SHOWN, '+15005550006')
  @MaxLength(64, { context: { code: 'invalid_number' } })
  @IsString()
  to!: string;

  @Described('Up to 1,600 characters; or a template in its place.', 'Your appointment is tomorrow.')
  @Optional()
  @MaxLength(20_000, { context: { code: 'invalid_text' } })
  @IsString()
  text?: string;

  @Described('Your own reference of this message.', 'order-77')
  @Optional()
  @MaxLength(128)
  @MinLength(1)
  @IsString()
  client_ref?: string;
}

/** The body that `readBatch` reads. */
export class BatchBody {
  @Described('Each as for a single send; text or template may come from defaults.')
  @ArrayMaxSize(MOST_MESSAGES)
  @ArrayMinSize(1)
  @IsArray()
  @Type(() => MessageBody)
  messages!: MessageBody[];

  @Described('For every message that does not set its own.')
  @Optional()
  @Type(() => BatchDefaults)
  defaults?: BatchDefaults;
}

function IsMetadata(): PropertyDecorator {
  const message = 'metadata must be an object of up to 20 names of up to 64 characters, each with a text of up to 256';
  return (target, propertyName) =>
    registerDecorator({
      name: 'isMetadata',
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message },
      validator: { validate: isMetadata },
    });
}

function isMetadata(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= 20 &&
    entries.every(([name, text]) => name.length <= 64 && typeof text === 'string' && text.length <= 256)
  );
}
