import { IsString } from 'class-validator';
import { Described } from '#libs/contracts';
import type { ErrorCode } from '#libs/kernel';
import type { ErrorSurface } from '../../server/error-surfaces.ts';

/** Wrong fields are in it by their names, each with a list of sentences, as in the errors that phones get. */
export class SafecareError {
  @Described('What to do next.') @IsString() detail!: string;
  @Described('Stable; use this one in programs.', 'unauthenticated') @IsString() code!: string;
}

/** Whatever a caller wrote wrong is 400. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  ambiguous_credentials: 400,
  insufficient_scope: 403,
  cross_site_request: 403,
  invalid_json: 400,
  invalid_field: 400,
  unknown_field: 400,
  invalid_header: 400,
  invalid_id: 400,
  invalid_idempotency_key: 400,
  invalid_number: 400,
  invalid_text: 400,
  invalid_deadline: 400,
  invalid_batch: 400,
  invalid_schedule: 400,
  invalid_sender: 400,
  invalid_policy: 400,
  invalid_account: 400,
  invalid_api_key: 400,
  invalid_issuer: 400,
  invalid_template: 400,
  invalid_placeholder: 400,
  invalid_variables: 400,
  invalid_media: 400,
  invalid_price: 400,
  template_not_found: 400,
  template_inactive: 400,
  template_not_approved: 400,
  weak_password: 400,
  duplicate_in_batch: 400,
  sender_not_owned: 403,
  no_route: 400,
  destination_blocked: 403,
  recipient_opted_out: 400,
  idempotency_key_reused: 422,
  idempotency_in_progress: 409,
  invalid_signature: 403,
  malformed_callback: 400,
  malformed_request: 400,
  request_timeout: 408,
  headers_too_large: 431,
  request_too_large: 413,
  unsupported_media_type: 415,
  method_not_allowed: 405,
  method_not_implemented: 501,
  not_found: 404,
  precondition_required: 428,
  precondition_failed: 412,
  version_conflict: 409,
  already_closed: 409,
  limit_reached: 409,
  name_taken: 409,
  not_oneself: 409,
  last_owner: 409,
  last_administrator: 409,
  not_retryable: 409,
  too_many_attempts: 429,
  quota_exceeded: 429,
  rate_limited: 429,
  service_unavailable: 503,
  internal_error: 500,
};

export const safecareErrors: ErrorSurface = {
  words: Object.fromEntries(
    Object.entries(STATUS).map(([code, status]) => [code, { status }]),
  ) as ErrorSurface['words'],
  describes: SafecareError,
  otherFields: { type: 'array', items: { type: 'string' }, description: 'What is wrong with the field of this name.' },
  shape: ({ code, detail, errors }) => {
    const fields = Map.groupBy(errors, ({ field }) => nameOf(field));
    const sentences = [...fields].map(([field, all]) => [field, all.map(({ message }) => message)]);
    const body = { ...(Object.fromEntries(sentences) as object), detail, code };
    return { type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
  },
};

/** Fields of the native API that have another name here. */
const nameOf = (field: string): string => NAMES.find(([native]) => native.test(field))?.[1] ?? field;

const NAMES: readonly (readonly [native: RegExp, here: string])[] = [
  [/^contents(?:\.|$)/, 'content'],
  [/^template$/, 'template_id'],
  [/^$/, 'non_field_errors'],
];
