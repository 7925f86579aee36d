import { CATEGORIES, DEAD_LETTER_STATES } from '#libs/contracts';
import { AbandonBody, RetryBody, RetryManyBody } from '../../dead-letter-bodies.ts';
import { exampleOf, schemaOf } from '../schema-of.ts';
import {
  ENVIRONMENT_SEEN,
  inPath,
  inQuery,
  OF_BODIES,
  OF_CHANGING,
  OF_LISTS,
  OF_READING,
  PAGE,
  type Operation,
} from './operation.ts';

const PATH = '/api/v1/dead-letters';
const DEAD_LETTER = [inPath('id', 'Id of the message.'), ENVIRONMENT_SEEN];
const CHOICE = [
  inQuery('state', 'What became of it.', { type: 'string', enum: DEAD_LETTER_STATES }),
  inQuery('category', 'What the message was for.', { type: 'string', enum: CATEGORIES }),
  inQuery('route', 'The route of the last attempt.', { type: 'string' }),
  inQuery('from', 'Accepted at this time or later.', { type: 'string', format: 'date-time' }),
  inQuery('until', 'Accepted before this time, at most 366 days after from.', { type: 'string', format: 'date-time' }),
];

export const DEAD_LETTER_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: PATH,
    id: 'listDeadLetters',
    summary: 'Messages whose attempts were used up, newest first',
    access: 'messages:read',
    parameters: [...CHOICE, ...PAGE, ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'A page of them.', schema: 'DeadLetterList' },
    errors: OF_LISTS,
  },
  {
    method: 'get',
    path: `${PATH}/stats`,
    id: 'getDeadLetterStats',
    summary: 'How many there are',
    access: 'messages:read',
    parameters: [...CHOICE, ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'Counts.', schema: 'DeadLetterStats' },
    errors: OF_LISTS,
  },
  {
    method: 'post',
    path: `${PATH}/retry`,
    id: 'retryDeadLetters',
    summary: 'Send a page of them again',
    description: 'Those that are not sent again are named with the reason. Go on with next_cursor.',
    access: 'messages:send',
    parameters: [ENVIRONMENT_SEEN],
    body: {
      optional: true,
      schema: schemaOf(RetryManyBody),
      examples: { alerts: exampleOf(RetryManyBody, 'category', 'from', 'limit') },
    },
    answer: { status: 200, description: 'What was done.', schema: 'RetriedDeadLetters' },
    errors: OF_CHANGING,
  },
  {
    method: 'post',
    path: `${PATH}/:id/retry`,
    id: 'retryDeadLetter',
    summary: 'Send one again, as a new message',
    description:
      'Repeating the call answers the same message. accept_duplicate is needed where it may have been sent. What a send would be refused for is not_retryable here, and detail says why.',
    access: 'messages:send',
    parameters: DEAD_LETTER,
    body: { optional: true, schema: schemaOf(RetryBody), examples: { one: exampleOf(RetryBody, 'accept_duplicate') } },
    answer: { status: 202, description: 'Accepted.', schema: 'RetriedDeadLetter' },
    errors: [...OF_READING, ...OF_BODIES, 'not_retryable', 'idempotency_in_progress'],
  },
  {
    method: 'post',
    path: `${PATH}/:id/abandon`,
    id: 'abandonDeadLetter',
    summary: 'Give one up',
    access: 'messages:send',
    parameters: DEAD_LETTER,
    body: { optional: true, schema: schemaOf(AbandonBody), examples: { over: exampleOf(AbandonBody, 'reason') } },
    answer: { status: 200, description: 'The dead letter now.', schema: 'DeadLetter' },
    errors: [...OF_READING, ...OF_BODIES, 'not_retryable'],
  },
];
