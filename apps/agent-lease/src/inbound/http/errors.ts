import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { own, PostriderError, type ErrorCode } from '#libs/kernel';
import type { Log } from '#libs/observability';
import { methodsAt, pathOf } from './paths.ts';

/** The statuses of the codes that phones can meet; any other is 400. */
const STATUS_OF: Partial<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  insufficient_scope: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  version_conflict: 409,
  request_too_large: 413,
  unsupported_media_type: 415,
  too_many_attempts: 429,
  rate_limited: 429,
  headers_too_large: 431,
  internal_error: 500,
  method_not_implemented: 501,
  service_unavailable: 503,
};

/** Nest keeps only the status of Fastify's errors. */
const OF_STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  404: ['not_found', 'There is nothing at this address.'],
  413: ['request_too_large', 'The body is larger than 256 KiB.'],
  415: ['unsupported_media_type', 'Send application/json in UTF-8.'],
};
const OF_ROUTER: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_BAD_URL: ['invalid_id', 'The path is not well-formed.'],
  FST_ERR_MAX_PARAM_LENGTH: ['invalid_id', 'A part of the path is too long.'],
};

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `{detail, code}`, and for wrong fields `{field: [sentence]}` besides. */
export function answerOf({ code, detail, errors, retryAfterMs }: PostriderError): ErrorAnswer {
  const fields = Map.groupBy(errors, ({ field }) => field || 'non_field_errors');
  const sentences = [...fields].map(([field, all]) => [field, all.map(({ message }) => message)] as const);
  const wait = retryAfterMs ?? (code === 'service_unavailable' ? 2_000 : undefined);
  return {
    status: STATUS_OF[code] ?? 400,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(wait !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(wait / 1_000))) }),
      ...(code === 'unauthenticated' && { 'www-authenticate': 'Bearer realm="postrider"' }),
    },
    body: JSON.stringify({ ...Object.fromEntries(sentences), detail, code }),
  };
}

/** Any error as one of ours: the framework's sentences may repeat what the caller sent. */
export function errorOf(error: unknown): PostriderError {
  if (error instanceof PostriderError) return error;
  const status = error instanceof HttpException ? error.getStatus() : undefined;
  const ours = own(OF_ROUTER, codeOf(error)) ?? (status === undefined ? undefined : OF_STATUS[status]);
  if (ours) return new PostriderError(...ours);
  if ((status !== undefined && status < 500) || codeOf(error) === 'ECONNRESET')
    return new PostriderError('malformed_request', 'The request is not well-formed.');
  return new PostriderError('internal_error', 'Something went wrong here. Try again.', { cause: error });
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);

@Catch()
export class PhoneErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = atThisAddress(errorOf(thrown), request, reply);
    if (error.code === 'internal_error') this.log.error('http.failed', { err: error.cause ?? error });
    if (error.code === 'service_unavailable') this.log.warn('http.unavailable', { err: error });
    const { status, headers, body } = answerOf(error);
    // Fastify would add a second charset to the type of a string.
    void reply.code(status).headers(headers).send(Buffer.from(body));
  }
}

/** The router also says "not found" if the address takes another method. */
function atThisAddress(
  error: PostriderError,
  { is404, raw, method }: FastifyRequest,
  reply: FastifyReply,
): PostriderError {
  const methods = methodsAt(pathOf(raw.url ?? ''));
  if (error.code !== 'not_found' || !is404 || methods.length === 0 || methods.includes(method)) return error;
  void reply.header('allow', methods.join(', '));
  return new PostriderError('method_not_allowed', `This address takes ${methods.join(', ')}.`);
}
