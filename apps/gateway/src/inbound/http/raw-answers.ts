import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionError } from 'fastify';
import { PostriderError } from '#libs/kernel';
import { newTraceparent, traceIdOf } from '#libs/observability';
import { headersOf, problemOf, STATUS_OF } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What the HTTP parser refuses never becomes a request; the answer is written to the socket. */
export function answerClientError(error: ConnectionError, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  answerOnSocket(refusalOf(error), socket);
}

/** The router's own refusals happen before any hook. */
export function answerRouterError(error: PostriderError, response: ServerResponse): void {
  const { body, headers } = encode(error);
  response.writeHead(STATUS_OF[error.code], headers).end(body);
}

/** A tunnel: Node hands over its socket instead of a request. No address here takes the method. */
export function answerConnect(_request: IncomingMessage, socket: Duplex): void {
  answerOnSocket(new PostriderError('method_not_allowed', 'No tunnels are opened here.'), socket, { allow: '' });
}

/** Node would answer 417 without a word. */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const detail = 'Expect is not met here, but for 100-continue. Send the request without it.';
  answerRouterError(new PostriderError('invalid_header', detail), response);
}

function answerOnSocket(error: PostriderError, socket: Duplex, more: Readonly<Record<string, string>> = {}): void {
  const { body, headers } = encode(error);
  const lines = Object.entries({ ...headers, ...more, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const status = STATUS_OF[error.code];
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** A request line with a method that the parser has never heard of. */
const UNKNOWN_METHOD = /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r\n/;

function refusalOf({ code, rawPacket }: ConnectionError): PostriderError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new PostriderError('headers_too_large', 'The headers are larger than 16 KiB in all.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new PostriderError('request_timeout', 'The request did not arrive within 30 s. Send it again.');
    case 'HPE_INVALID_METHOD':
      if (!UNKNOWN_METHOD.test(asText(rawPacket))) return MALFORMED;
      return new PostriderError('method_not_implemented', 'No address here takes this method.');
    case 'HPE_CR_EXPECTED':
    case 'HPE_LF_EXPECTED':
    case 'HPE_INVALID_HEADER_TOKEN':
      return new PostriderError('invalid_header', 'A header is not well-formed.');
    default:
      return MALFORMED;
  }
}

/** Bytes, whatever Fastify's type says of them. */
const asText = (packet: unknown): string => (Buffer.isBuffer(packet) ? packet.toString('latin1') : '');

const MALFORMED = new PostriderError('malformed_request', 'The request is not well-formed HTTP/1.1.');

function encode(error: PostriderError): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(problemOf(error, traceIdOf(newTraceparent()) ?? ''));
  return {
    body,
    headers: { ...SECURITY_HEADERS, ...headersOf(error), 'content-length': String(Buffer.byteLength(body)) },
  };
}
