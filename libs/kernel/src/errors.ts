/**
 * Every error code that leaves Postrider. Each error surface maps all of them, so that a new code does not compile
 * until each surface has an entry for it.
 */
export const ERROR_CODES = [
  'unauthenticated',
  'ambiguous_credentials',
  'insufficient_scope',
  'cross_site_request',
  'invalid_json',
  'invalid_field',
  'unknown_field',
  'invalid_header',
  'invalid_id',
  'invalid_idempotency_key',
  'invalid_number',
  'invalid_text',
  'invalid_deadline',
  'invalid_batch',
  'invalid_schedule',
  'invalid_sender',
  'invalid_policy',
  'invalid_account',
  'invalid_api_key',
  'invalid_issuer',
  'invalid_template',
  'invalid_placeholder',
  'invalid_variables',
  'invalid_media',
  'invalid_price',
  'template_not_found',
  'template_inactive',
  'template_not_approved',
  'weak_password',
  'duplicate_in_batch',
  'sender_not_owned',
  'no_route',
  'destination_blocked',
  'recipient_opted_out',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'invalid_signature',
  'malformed_callback',
  'malformed_request',
  'request_timeout',
  'headers_too_large',
  'request_too_large',
  'unsupported_media_type',
  'method_not_allowed',
  'method_not_implemented',
  'not_found',
  'precondition_required',
  'precondition_failed',
  'version_conflict',
  'already_closed',
  'limit_reached',
  'name_taken',
  'not_oneself',
  'last_owner',
  'last_administrator',
  'not_retryable',
  'too_many_attempts',
  'quota_exceeded',
  'rate_limited',
  'service_unavailable',
  'internal_error',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface FieldError {
  /** Dotted path in the call, such as `messages.3.to`. */
  readonly field: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** A limit of calls or messages, as the caller is told of it. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  readonly resetsInMs: number;
}

export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;
  /** The limit that refused the call. */
  readonly rateLimit?: RateLimit;
  readonly cause?: unknown;
}

/** The one error that crosses layers: a closed code and a sentence that says what to do, without numbers or texts. */
export class PostriderError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly retryAfterMs: number | undefined;
  readonly rateLimit: RateLimit | undefined;

  constructor(code: ErrorCode, detail: string, details: ErrorDetails = {}) {
    super(`${code}: ${detail}`, { cause: details.cause });
    this.name = 'PostriderError';
    this.code = code;
    this.detail = detail;
    this.errors = details.errors ?? [];
    this.retryAfterMs = details.retryAfterMs;
    this.rateLimit = details.rateLimit;
  }
}

export const isErrorCode = (value: unknown): value is ErrorCode => ERROR_CODES.includes(value as ErrorCode);

/** The error for callers while something they need is away; they may repeat the call with the same idempotency key. */
export function unavailable(what: string, cause?: unknown): PostriderError {
  const detail = `${what} is not answering. Nothing may have been stored; repeat the call with the same Idempotency-Key.`;
  return new PostriderError('service_unavailable', detail, { retryAfterMs: 2_000, cause });
}
