import { HttpException } from '@nestjs/common';
import { own, PostriderError, type ErrorCode } from '#libs/kernel';

type Ours = readonly [code: ErrorCode, detail: string];

/** What the router refuses before there is a request. */
const OF_ROUTER: Readonly<Record<string, Ours>> = {
  FST_ERR_BAD_URL: ['invalid_id', 'The path is not well-formed.'],
  FST_ERR_MAX_PARAM_LENGTH: ['invalid_id', 'A part of the path is too long.'],
};

/** What Nest makes of Fastify's errors keeps the status alone. */
const OF_STATUS: Readonly<Record<number, Ours>> = {
  404: ['not_found', 'Nothing is at this address.'],
  413: ['request_too_large', 'The body is larger than this call takes.'],
  415: ['unsupported_media_type', 'The Content-Type is not one this call takes.'],
};
const CUT_OFF: Ours = ['malformed_request', 'The connection ended before the request was whole.'];
const MALFORMED: Ours = ['invalid_header', 'The request was refused as malformed.'];

/** Any error as one of ours, in our words: the framework's sentences may repeat what was sent. */
export function errorOf(error: unknown): PostriderError {
  if (error instanceof PostriderError) return error;

  const ours =
    own(OF_ROUTER, codeOf(error)) ??
    (error instanceof HttpException ? ofStatus(error.getStatus()) : undefined) ??
    (isOfBody(error) ? CUT_OFF : undefined);
  if (ours !== undefined) return new PostriderError(...ours);
  const detail = 'Something went wrong here. Quote the trace_id when you report it.';
  return new PostriderError('internal_error', detail, { cause: error });
}

const ofStatus = (status: number): Ours | undefined => OF_STATUS[status] ?? (status < 500 ? MALFORMED : undefined);

/** Fastify gives the socket's error a status where it reads a body; anywhere else a lost connection is ours. */
const isOfBody = (error: unknown): boolean =>
  codeOf(error) === 'ECONNRESET' && (error as { statusCode?: unknown }).statusCode === 400;

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);
