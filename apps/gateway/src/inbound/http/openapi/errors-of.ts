import type { ErrorCode } from '#libs/kernel';
import type { Handler } from './handlers.ts';

/** Every code that a call may answer: its own, and those that follow from its parameters and its access. */
export function errorsOf({ text, method, access, takes, headers, parts, query }: Handler): ErrorCode[] {
  const { errors = [], creates = false } = text;
  const isSignedIn = access !== 'anyone';
  const hasBody = takes.has('body') || takes.has('optional body') || takes.has('no body');
  const codes: readonly ErrorCode[] = [
    ...OF_EVERY_CALL,
    ...when(isSignedIn, 'unauthenticated', 'ambiguous_credentials', 'rate_limited', 'service_unavailable'),
    ...when(isSignedIn && access !== 'signed_in', 'insufficient_scope'),
    ...when(isSignedIn && method !== 'get', 'cross_site_request'),
    ...when(isSignedIn && parts.length > 0, 'invalid_id', ...when(!creates, 'not_found')),
    ...when(query !== undefined, 'invalid_field'),
    ...when(method !== 'get', 'unsupported_media_type', 'request_too_large'),
    ...when(hasBody, 'invalid_json', 'invalid_field'),
    ...when(headers.includes('if-match'), 'precondition_failed'),
    ...when(headers.includes('idempotency-key'), ...OF_IDEMPOTENCY),
    ...errors,
  ];
  return [...new Set(codes)];
}

/** `unknown_field`: a parameter in the URL that the call does not take. */
const OF_EVERY_CALL: readonly ErrorCode[] = [
  'malformed_request',
  'invalid_header',
  'unknown_field',
  'headers_too_large',
  'request_timeout',
  'internal_error',
];
const OF_IDEMPOTENCY: readonly ErrorCode[] = [
  'invalid_idempotency_key',
  'idempotency_key_reused',
  'idempotency_in_progress',
];

const when = (condition: boolean, ...codes: readonly ErrorCode[]): readonly ErrorCode[] => (condition ? codes : []);
