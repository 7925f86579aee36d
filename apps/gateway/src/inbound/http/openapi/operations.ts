import type { ErrorCode } from '#libs/kernel';
import type { Access } from '../access.ts';
import { LoginBody } from '../auth.controller.ts';
import { BatchDefaults, MessageBody } from '../message-body.ts';
import { exampleOf, schemaOf, type Schema } from './schema-of.ts';

export interface Operation {
  readonly method: 'get' | 'post';
  /** As the router has it. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly parameters?: readonly Schema[];
  /** Its media type, JSON unless said. */
  readonly body?: {
    readonly schema: Schema;
    readonly examples?: Readonly<Record<string, unknown>>;
    readonly type?: string;
  };
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly schema?: string;
    readonly headers?: Schema;
  };
  readonly errors: readonly ErrorCode[];
}

const OF_EVERY_CALL: readonly ErrorCode[] = ['invalid_header', 'headers_too_large', 'internal_error'];
const OF_SIGNED_IN: readonly ErrorCode[] = [
  ...OF_EVERY_CALL,
  'unauthenticated',
  'ambiguous_credentials',
  'service_unavailable',
];
const OF_BODIES: readonly ErrorCode[] = [
  'invalid_json',
  'invalid_field',
  'unknown_field',
  'unsupported_media_type',
  'request_too_large',
];
const OF_SENDING: readonly ErrorCode[] = [
  ...OF_SIGNED_IN,
  ...OF_BODIES,
  'insufficient_scope',
  'invalid_idempotency_key',
  'idempotency_key_reused',
  'idempotency_in_progress',
];
const OF_READING: readonly ErrorCode[] = [...OF_SIGNED_IN, 'insufficient_scope', 'invalid_id', 'not_found'];

const inPath = (name: string, description: string): Schema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});
const inQuery = (name: string, description: string, schema: Schema): Schema => ({
  name,
  in: 'query',
  description,
  schema,
});
const inHeader = (name: string, description: string, schema: Schema): Schema => ({
  name,
  in: 'header',
  description,
  schema,
});

const SENDING_HEADERS = [
  inHeader('Idempotency-Key', 'Of your choice. The same key and body again answer what the first call answered.', {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    pattern: '^[!-~]+$',
  }),
  inHeader('Postrider-Environment', 'For users alone: live when absent. An API key has its own.', {
    type: 'string',
    enum: ['live', 'test'],
  }),
];
const REPLAYED: Schema = {
  'Idempotent-Replayed': {
    description: 'true when this is the answer of an earlier call.',
    schema: { type: 'string', enum: ['true'] },
  },
};

const CALLBACK: Omit<Operation, 'method' | 'id'> = {
  path: '/callbacks/:vendor/:secret',
  summary: 'Vendors report what became of a message',
  description: "Give this address to a vendor; it is not for callers. The vendor's own signature is checked.",
  access: 'anyone',
  parameters: [inPath('vendor', 'Whose callback.'), inPath('secret', 'Of the vendor account.')],
  answer: { status: 200, description: 'Stored. The body is empty.' },
  errors: [
    ...OF_EVERY_CALL,
    'malformed_callback',
    'invalid_signature',
    'not_found',
    'request_too_large',
    'service_unavailable',
  ],
};

export const OPERATIONS: readonly Operation[] = [
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
          'guarantee',
          'priority',
          'client_ref',
          'subject_ref',
          'metadata',
        ),
      },
    },
    answer: { status: 202, description: 'Accepted.', schema: 'MessageAccepted', headers: REPLAYED },
    errors: [...OF_SENDING, 'invalid_number', 'invalid_text', 'invalid_deadline', 'destination_blocked'],
  },
  {
    method: 'post',
    path: '/api/v1/messages/batch',
    id: 'sendBatch',
    summary: 'Send up to 5,000 messages',
    description:
      'A message that cannot be sent is refused by its position and the others are accepted; when all are refused the answer is still 202, with accepted 0. Up to 6 MiB.',
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
    errors: [...OF_SENDING, 'invalid_batch'],
  },
  {
    method: 'get',
    path: '/api/v1/messages/:id',
    id: 'getMessage',
    summary: 'Read a message with its attempts and timeline',
    access: 'messages:read',
    parameters: [inPath('id', 'Id of the message.')],
    answer: { status: 200, description: 'The message.', schema: 'Message' },
    errors: OF_READING,
  },
  {
    method: 'get',
    path: '/api/v1/requests/:id',
    id: 'getRequest',
    summary: 'Read a request: counts by status and a page of its messages',
    access: 'messages:read',
    parameters: [
      inPath('id', 'Id of the request.'),
      inQuery('limit', 'Messages in a page.', { type: 'integer', minimum: 1, maximum: 100, default: 50 }),
      inQuery('cursor', 'next_cursor of the page before.', { type: 'string' }),
    ],
    answer: { status: 200, description: 'The request.', schema: 'Request' },
    errors: [...OF_READING, 'invalid_field', 'unknown_field'],
  },
  {
    method: 'post',
    path: '/api/v1/auth/login',
    id: 'logIn',
    summary: 'Get an access token for a user',
    description: 'From the fifth failure in a row on, an account waits before the next try: 1 s, doubling up to 60 s.',
    access: 'anyone',
    body: { schema: schemaOf(LoginBody), examples: { admin: exampleOf(LoginBody, 'username', 'password') } },
    answer: { status: 200, description: 'The token.', schema: 'Token' },
    errors: [...OF_EVERY_CALL, ...OF_BODIES, 'unauthenticated', 'too_many_attempts', 'service_unavailable'],
  },
  {
    method: 'get',
    path: '/api/v1/auth/me',
    id: 'getCaller',
    summary: 'Who the credential belongs to, and what it may do',
    access: 'signed_in',
    answer: { status: 200, description: 'The caller.', schema: 'Caller' },
    errors: OF_SIGNED_IN,
  },
  { ...CALLBACK, method: 'post', id: 'postCallback', body: { schema: {}, type: '*/*' } },
  { ...CALLBACK, method: 'get', id: 'getCallback' },
  {
    method: 'get',
    path: '/health/live',
    id: 'isLive',
    summary: 'Whether the gateway runs',
    access: 'anyone',
    answer: { status: 200, description: 'It does.' },
    errors: OF_EVERY_CALL,
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'getDocument',
    summary: 'This document',
    access: 'anyone',
    answer: { status: 200, description: 'OpenAPI 3.1.' },
    errors: OF_EVERY_CALL,
  },
];
