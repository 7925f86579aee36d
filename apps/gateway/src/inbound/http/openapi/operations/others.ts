import { LoginBody } from '../../auth.controller.ts';
import { exampleOf, schemaOf } from '../schema-of.ts';
import { ENVIRONMENT_SEEN, inPath, OF_BODIES, OF_EVERY_CALL, OF_SIGNED_IN, type Operation } from './operation.ts';

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

export const OTHER_OPERATIONS: readonly Operation[] = [
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
    parameters: [ENVIRONMENT_SEEN],
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
