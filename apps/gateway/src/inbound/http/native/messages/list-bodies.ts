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
import {
  AGENT_ID,
  CATEGORIES,
  CHANNELS,
  Described,
  ENVIRONMENTS,
  MESSAGE_STATUSES,
  type Category,
  type Channel,
  type Environment,
  type MessageFilter,
  type MessageStatus,
  type RequestFilter,
} from '#libs/contracts';
import { isRequestId, type RequestId } from '#libs/kernel';
import { fieldsFrom, refusalOf } from '../../request/check-fields.ts';
import { IsInstant } from '../../request/is-notion.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional } from '../../request/optional.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { matching, oneOf, someOf, textOf, type Parameter, type Parameters } from '../../request/query.ts';
import { checkRange, RANGE } from '../../request/range.ts';

const CREATOR = /^[a-z]+:[\x21-\x7e]{1,200}$/;
const ROUTE = /^[\w.-]{1,64}$/;
const TEMPLATE = /^[\w.-]{1,64}$/;
const REQUEST = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

export type RequestPage = RequestFilter & PageWanted;
export type MessagePage = MessageFilter & PageWanted;

export const REQUEST_PAGE: Parameters<RequestPage> = {
  environment: oneOf(ENVIRONMENTS, 'In which environment it was sent.'),
  created_by: matching(CREATOR, 'a name such as user:<id> or key:<id>', 'Who sent it, as answers name them.'),
  ...(RANGE as { from: Parameter<string>; until: Parameter<string> }),
  ...PAGE,
};

export const MESSAGE_PAGE: Parameters<MessagePage> = {
  status: someOf(MESSAGE_STATUSES, 'One status or several, with commas between.'),
  category: oneOf(CATEGORIES, 'The category of the message.'),
  channel: oneOf(CHANNELS, 'mms: messages with pictures; sms: the others.'),
  route: matching(ROUTE, 'the id of a route', 'The route of the last attempt.'),
  agent: matching(AGENT_ID, 'the id of a phone', 'The phone that holds or held it, or for which it is.'),
  client_ref: textOf(128, 'As it was given.'),
  subject_ref: textOf(128, 'As it was given.'),
  template: matching(TEMPLATE, 'the id, key or number of a template', 'By this template, whatever its version.'),
  request: {
    read: (value) => (isRequestId(value) ? value : undefined),
    takes: 'the id of a request',
    says: 'Messages of this request alone.',
    is: { type: 'string' },
  },
  ...REQUEST_PAGE,
};

const MOST_SEARCH_CHARACTERS = 200;

export class SearchMessagesBody {
  @Described('A number, as people write it: messages to it.', '+12025550123')
  @Optional()
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  to?: string;

  @Described(
    "Part of the text, taken literally; the case of letters does not matter. The newest 50,000 messages of the filters are compared, over all pages. Without messages:read_content only the caller's own messages are.",
    'appointment',
  )
  @Optional()
  @MaxLength(MOST_SEARCH_CHARACTERS, { context: { code: 'invalid_text' } })
  @MinLength(1, { context: { code: 'invalid_text' } })
  @IsString()
  text?: string;

  @Described('Any of these.', ['DELIVERED', 'SENT'])
  @Optional()
  @IsIn(MESSAGE_STATUSES, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(MESSAGE_STATUSES.length)
  @ArrayMinSize(1)
  @IsArray()
  status?: MessageStatus[];

  @Described('The category of the message.', 'reminder') @Optional() @IsIn(CATEGORIES) category?: Category;

  @Described('mms: messages with pictures; sms: the others.', 'sms') @Optional() @IsIn(CHANNELS) channel?: Channel;

  @Described('The route of the last attempt.', 'twilio-0a1b2c3d')
  @Optional()
  @Matches(ROUTE, { message: '$property must be the id of a route' })
  route?: string;

  @Described('In which environment it was sent.', 'test') @Optional() @IsIn(ENVIRONMENTS) environment?: Environment;

  @Described('Who sent it, as answers name them.', 'key:3xAmpl3K3y1d')
  @Optional()
  @Matches(CREATOR, { message: '$property must be a name such as user:<id> or key:<id>' })
  created_by?: string;

  @Described('As it was given.', 'order-7') @Optional() @MaxLength(128) @MinLength(1) @IsString() client_ref?: string;
  @Described('As it was given.', 'patient-7')
  @Optional()
  @MaxLength(128)
  @MinLength(1)
  @IsString()
  subject_ref?: string;

  @Described('By this template: its id, key or number.', 'appointment_reminder')
  @Optional()
  @Matches(TEMPLATE, { message: '$property must be the id, key or number of a template' })
  template?: string;

  @Described('Messages of this request alone.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E')
  @Optional()
  @Matches(REQUEST, { message: '$property must be the id of a request' })
  request?: string;

  @Described('RFC 3339: accepted at this time or later.', '2030-01-01T00:00:00Z')
  @Optional()
  @IsInstant()
  from?: string;
  @Described('RFC 3339: accepted before this time.', '2030-02-01T00:00:00Z') @Optional() @IsInstant() until?: string;
  @Described('Messages in a page, 50 unless given.', 50) @Optional() @Max(100) @Min(1) @IsInt() limit?: number;

  @Described('next_cursor of the page before.', 'MDFKRDNDNFY1VzZYN1k4WjlBMEIxQzJEM0UuMDAwMA.c2VhbGVk')
  @Optional()
  @MaxLength(256)
  @MinLength(1)
  @IsString()
  cursor?: string;
}

/** `cursor` is still sealed. */
export function searchFrom(body: JsonObject) {
  const { to, text, limit = 50, cursor, ...where } = fieldsFrom(SearchMessagesBody, body);
  if (to === undefined && text === undefined)
    throw refusalOf([{ field: 'to', code: 'invalid_field', message: 'Give a number in to, or a part of the text.' }]);
  const wanted = { ...(to !== undefined && { to }), ...(text !== undefined && { text }) };
  return { where: checkRange(where), limit, cursor, ...wanted };
}

export class RefreshBody {
  @Described('Ids of requests, at most 100.', ['01JD3C4V5W6X7Y8Z9A0B1C2D3E'])
  @Matches(REQUEST, { each: true, message: 'each of ids must be the id of a request' })
  @ArrayUnique()
  @ArrayMaxSize(100)
  @ArrayMinSize(1)
  @IsArray()
  ids!: RequestId[];
}
