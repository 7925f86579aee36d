import { HttpException } from '@nestjs/common';
import { own, PostriderError, type ErrorCode } from '#libs/kernel';

type Ours = readonly [code: ErrorCode, detail: string];

/** Errors of the router before there is a request. */
const OF_ROUTER: Readonly<Record<string, Ours>> = {
  FST_ERR_BAD_URL: ['invalid_id', 'The path is not well-formed.'],
  FST_ERR_MAX_PARAM_LENGTH: ['invalid_id', 'A part of the path is too long.'],
};

/** Nest keeps only the status of Fastify's errors. */
const OF_STATUS: Readonly<Record<number, Ours>> = {
  404: ['not_found', 'There is nothing at this address.'],
  413: ['request_too_large', 'The body is larger than this call takes.'],
  415: ['unsupported_media_type', 'This call does not take this Content-Type.'],
};
const CUT_OFF: Ours = ['malformed_request', 'The connection ended before the request was whole.'];
const MALFORMED: Ours = ['invalid_header', 'The request was refused as malformed.'];

/** Any error as one of ours, with our own text: the framework's sentences may repeat the caller's data. */
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

/** Fastify gives the socket's error a status while it reads a body; elsewhere a lost connection is our error. */
const isOfBody = (error: unknown): boolean =>
  codeOf(error) === 'ECONNRESET' && (error as { statusCode?: unknown }).statusCode === 400;

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);
