import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsString } from 'class-validator';
import { Described } from '#libs/contracts';
import { ERROR_CODES, type ErrorCode, type FieldError, type PostriderError } from '#libs/kernel';
import type { ErrorSurface } from './error-surfaces.ts';

export class FieldProblem implements FieldError {
  @Described('Dotted path in the body.', 'to') @IsString() field!: string;
  @Described('Stable.') @IsIn(ERROR_CODES) code!: ErrorCode;
  @Described('A sentence for people.') @IsString() message!: string;
}

/** RFC 9457, with the members that every answer of this API has. */
export class Problem {
  @Described('A URN of the code.', 'urn:postrider:problem:invalid_field') @IsString() type!: string;
  @Described('The code for people.', 'Invalid field') @IsString() title!: string;
  @Described('As in the status line.') @IsInt() status!: number;
  @Described('What to do next; never repeats numbers, texts or secrets.') @IsString() detail!: string;
  @Described('Stable; use this one in programs.') @IsIn(ERROR_CODES) code!: ErrorCode;
  @Described('Quote it when you report a problem.', '4bf92f3577b34da6a3ce929d0e0e4736') @IsString() trace_id!: string;
  @Described('Fields that were wrong, at most 20; often empty.')
  @IsArray()
  @Type(() => FieldProblem)
  errors!: readonly FieldProblem[];
}

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** A code that is not here does not compile. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
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
  invalid_number: 422,
  invalid_text: 422,
  invalid_deadline: 422,
  invalid_batch: 422,
  invalid_schedule: 422,
  invalid_sender: 422,
  invalid_policy: 422,
  invalid_account: 422,
  invalid_api_key: 422,
  invalid_issuer: 422,
  invalid_template: 422,
  invalid_placeholder: 422,
  invalid_variables: 422,
  invalid_media: 422,
  invalid_price: 422,
  template_not_found: 404,
  template_inactive: 422,
  template_not_approved: 422,
  weak_password: 422,
  duplicate_in_batch: 422,
  sender_not_owned: 403,
  no_route: 422,
  destination_blocked: 403,
  recipient_opted_out: 422,
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

const titleOf = (code: ErrorCode): string => (code[0]!.toUpperCase() + code.slice(1)).replaceAll('_', ' ');

const WORDS = Object.fromEntries(
  ERROR_CODES.map((code) => [code, { title: titleOf(code), status: STATUS_OF[code] }]),
) as Readonly<Record<ErrorCode, Pick<Problem, 'title' | 'status'>>>;

export function problemOf(
  { code, detail, errors }: Pick<PostriderError, 'code' | 'detail' | 'errors'>,
  traceId: string,
): Problem {
  return { type: `urn:postrider:problem:${code}`, ...WORDS[code], detail, code, trace_id: traceId, errors };
}

/** How the native API answers errors, and those of paths without a group. */
export const problems: ErrorSurface = {
  words: WORDS,
  describes: Problem,
  shape: (error) => ({ type: PROBLEM_TYPE, body: JSON.stringify(problemOf(error, error.traceId)) }),
};
