import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PostriderError } from '#libs/kernel';
import { newTraceparent, traceIdOf } from '#libs/observability';
import { headersOf, problemOf, STATUS_OF } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What the HTTP parser refuses never becomes a request; the answer is written to the socket. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();

  const refusal = refusalOf(error.code);
  const { body, headers } = encode(refusal);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${STATUS_OF[refusal.code]} Refused\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** The router's own refusals happen before any hook. */
export function answerRouterError(error: PostriderError, response: ServerResponse): void {
  const { body, headers } = encode(error);
  response.writeHead(STATUS_OF[error.code], headers).end(body);
}

function refusalOf(code: string | undefined): PostriderError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new PostriderError('headers_too_large', 'The headers are larger than 16 KiB in all.');
  return new PostriderError('invalid_header', 'The request is not well-formed HTTP, or did not arrive in time.');
}

function encode(error: PostriderError): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(problemOf(error, traceIdOf(newTraceparent()) ?? ''));
  return {
    body,
    headers: { ...SECURITY_HEADERS, ...headersOf(error), 'content-length': String(Buffer.byteLength(body)) },
  };
}
