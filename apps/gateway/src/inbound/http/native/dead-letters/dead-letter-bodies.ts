import { IsBoolean, IsIn, IsInt, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { CATEGORIES, DEAD_LETTER_STATES, Described, type Category, type DeadLetterState } from '#libs/contracts';
import { fieldsFrom } from '../../request/check-fields.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { IsInstant } from '../../request/is-notion.ts';
import { checkRange, RANGE, type Range } from '../../request/range.ts';
import { Optional } from '../../request/optional.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { oneOf, type Parameters } from '../../request/query.ts';

const ROUTE = /^[\w.-]{1,64}$/;
const DEFAULT_RETRIES = 100;

export class RetryBody {
  @Described('An attempt of it may have been sent: send it nevertheless.', true)
  @Optional()
  @IsBoolean()
  accept_duplicate?: boolean;
}

export class AbandonBody {
  @Described('Stored with it.', 'The appointment is over.')
  @Optional()
  @MaxLength(200)
  @MinLength(1)
  @IsString()
  reason?: string;
}

export class RetryManyBody extends RetryBody {
  @Described('Only those are sent again.', 'pending')
  @Optional()
  @IsIn(['pending'])
  state?: 'pending';

  @Described('The category of the messages.', 'alert')
  @Optional()
  @IsIn(CATEGORIES)
  category?: Category;

  @Described('The route of the last attempt.', 'twilio-0a1b2c3d')
  @Optional()
  @Matches(ROUTE, { message: '$property must be the id of a route' })
  route?: string;

  @Described('RFC 3339: accepted at this time or later.', '2030-01-01T00:00:00Z')
  @Optional()
  @IsInstant()
  from?: string;

  @Described('RFC 3339: accepted before this time.', '2030-02-01T00:00:00Z')
  @Optional()
  @IsInstant()
  until?: string;

  @Described('How many are checked in this call.', 100)
  @Optional()
  @Max(500)
  @Min(1)
  @IsInt()
  limit?: number;

  @Described('next_cursor of the previous call.', 'MDFKRDNDNFY1VzZYN1k4WjlBMEIxQzJEM0UuMDAwMA.c2VhbGVk')
  @Optional()
  @MaxLength(128)
  @IsString()
  cursor?: string;
}

/** A page of dead letters to send again; `cursor` is still sealed. */
export function retryManyFrom(body: JsonObject) {
  const { limit = DEFAULT_RETRIES, cursor, accept_duplicate = false, ...choice } = fieldsFrom(RetryManyBody, body);
  checkRange(choice);
  return { limit, cursor, acceptDuplicate: accept_duplicate, choice: { ...choice, state: 'pending' as const } };
}

export interface Choice extends Range {
  readonly state?: DeadLetterState;
  readonly category?: Category;
  readonly route?: string;
}

/** The filters of the list. */
export const CHOICE: Parameters<Choice> = {
  state: oneOf(DEAD_LETTER_STATES, 'What was done with it.'),
  category: oneOf(CATEGORIES, 'The category of the message.'),
  route: {
    read: (value) => (ROUTE.test(value) ? value : undefined),
    takes: 'the id of a route',
    says: 'The route of the last attempt.',
    is: { type: 'string' },
  },
  ...RANGE,
};

export type ChoiceOfPage = Choice & PageWanted;
export const CHOICE_OF_PAGE: Parameters<ChoiceOfPage> = { ...CHOICE, ...PAGE };
