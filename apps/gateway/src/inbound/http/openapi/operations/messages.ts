import type { ErrorCode } from '#libs/kernel';
import { FILLED_IN_SIZE } from '../../batch-defaults.ts';
import { BatchDefaults, MessageBody } from '../../message-body.ts';
import { exampleOf, schemaOf, type Schema } from '../schema-of.ts';
import {
  ENVIRONMENT_SEEN,
  ENVIRONMENT_TO_SEND,
  inHeader,
  inPath,
  OF_BODIES,
  OF_CHANGING,
  OF_READING,
  OF_SIGNED_IN,
  PAGE,
  type Operation,
} from './operation.ts';

const OF_SENDING: readonly ErrorCode[] = [
  ...OF_SIGNED_IN,
  ...OF_BODIES,
  'insufficient_scope',
  'invalid_idempotency_key',
  'idempotency_key_reused',
  'idempotency_in_progress',
];
/** What the dispatcher finds wrong with a message. */
const REFUSED_BY_GATES: readonly ErrorCode[] = [
  'invalid_number',
  'invalid_text',
  'invalid_deadline',
  'invalid_schedule',
  'invalid_sender',
  'sender_not_owned',
  'no_route',
  'destination_blocked',
];

const IDEMPOTENCY =
  'Of your choice. The same key and body again answer what the first call answered; another body is 422 idempotency_key_reused. ' +
  'A key belongs to your tenant, to the environment (live or test) and to this one operation: the same key is another one for a single message and for a batch. ' +
  'It is kept as long as the request that it made, which nothing deletes yet.';

const SENDING_HEADERS = [
  inHeader('Idempotency-Key', IDEMPOTENCY, {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    pattern: '^[!-~]+$',
  }),
  ENVIRONMENT_TO_SEND,
];
const REPLAYED: Schema = {
  'Idempotent-Replayed': {
    description: 'true when this is the answer of an earlier call.',
    schema: { type: 'string', enum: ['true'] },
  },
};

export const MESSAGE_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/messages',
    id: 'sendMessage',
    summary: 'Send one message',
    description: 'Answered once the message is stored; it is sent afterwards. Up to 256 KiB.',
    access: 'messages:send',
    parameters: SENDING_HEADERS,
    body: {
      schema: schemaOf(MessageBody),
      examples: {
        plain: exampleOf(MessageBody, 'to', 'text'),
        full: exampleOf(
          MessageBody,
          'to',
          'text',
          'category',
          'valid_for_s',
          'sender',
          'route',
          'guarantee',
          'priority',
          'client_ref',
          'subject_ref',
          'metadata',
        ),
      },
    },
    answer: { status: 202, description: 'Accepted.', schema: 'MessageAccepted', headers: REPLAYED },
    errors: [...OF_SENDING, ...REFUSED_BY_GATES],
  },
  {
    method: 'post',
    path: '/api/v1/messages/batch',
    id: 'sendBatch',
    summary: 'Send up to 5,000 messages',
    description: `A message that cannot be sent is refused by its position and the others are accepted; when all are refused the answer is still 202, with accepted 0. Up to 6 MiB. ${FILLED_IN_SIZE} Split a larger one.`,
    access: 'messages:send',
    parameters: SENDING_HEADERS,
    body: {
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['messages'],
        properties: {
          messages: {
            type: 'array',
            minItems: 1,
            maxItems: 5_000,
            items: { ...schemaOf(MessageBody), required: ['to'] },
            description: 'Each as for a single send; text may come from defaults.',
          },
          defaults: { ...schemaOf(BatchDefaults), description: 'For every message that does not say otherwise.' },
        },
      },
      examples: {
        batch: {
          defaults: exampleOf(BatchDefaults, 'text', 'category'),
          messages: [exampleOf(MessageBody, 'to', 'client_ref')],
        },
      },
    },
    answer: { status: 202, description: 'Stored.', schema: 'BatchAccepted', headers: REPLAYED },
    errors: [...OF_SENDING, 'invalid_batch', 'invalid_schedule', 'invalid_sender'],
  },
  {
    method: 'get',
    path: '/api/v1/messages/:id',
    id: 'getMessage',
    summary: 'Read a message with its attempts and timeline',
    access: 'messages:read',
    parameters: [inPath('id', 'Id of the message.'), ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'The message.', schema: 'Message' },
    errors: OF_READING,
  },
  {
    method: 'get',
    path: '/api/v1/requests/:id',
    id: 'getRequest',
    summary: 'Read a request: counts by status and a page of its messages',
    access: 'messages:read',
    parameters: [inPath('id', 'Id of the request.'), ...PAGE, ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'The request.', schema: 'Request' },
    errors: [...OF_READING, 'invalid_field', 'unknown_field'],
  },
  {
    method: 'post',
    path: '/api/v1/messages/:id/cancel',
    id: 'cancelMessage',
    summary: 'Cancel a message',
    description:
      'A message that waits is CANCELED. One whose attempt is in the air keeps its status, and no other attempt follows.',
    access: 'messages:send',
    parameters: [inPath('id', 'Id of the message.'), ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'Its status now.', schema: 'MessageCanceled' },
    errors: [...OF_READING, ...OF_BODIES, 'already_closed'],
  },
  {
    method: 'post',
    path: '/api/v1/requests/:id/cancel',
    id: 'cancelRequest',
    summary: 'Cancel all messages of a request that wait',
    description: 'What has ended or is in the air keeps its status. Repeating the call changes nothing more.',
    access: 'messages:send',
    parameters: [inPath('id', 'Id of the request.'), ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'Its messages by status now.', schema: 'RequestCanceled' },
    errors: [...OF_READING, ...OF_BODIES],
  },
  {
    method: 'post',
    path: '/api/v1/simulate',
    id: 'simulate',
    summary: 'What a send would do, without sending',
    description:
      'The body is that of a send. What a send would be refused for stands in blocks, and the answer is 200.',
    access: 'routing:read',
    parameters: [ENVIRONMENT_TO_SEND],
    body: { schema: schemaOf(MessageBody), examples: { plain: exampleOf(MessageBody, 'to', 'text', 'category') } },
    answer: {
      status: 200,
      description: 'Routes, segments, prices, and what would be in the way.',
      schema: 'Simulation',
    },
    errors: [...OF_CHANGING, ...REFUSED_BY_GATES],
  },
];
