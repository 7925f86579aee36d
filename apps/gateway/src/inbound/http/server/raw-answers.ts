import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionError } from 'fastify';
import { PostriderError } from '#libs/kernel';
import { newTraceparent, traceIdOf } from '#libs/observability';
import type { ErrorAnswer, ErrorSurfaces } from './error-surfaces.ts';
import { errorOf } from './framework-errors.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** A socket with the answer in progress on it; Node's own handler of these errors reads the same field. */
type BusySocket = Duplex & { readonly _httpMessage?: ServerResponse | null };

/** Answers requests that are refused before the hooks and the filter see them. */
export class RawAnswers {
  constructor(private readonly surfaces: ErrorSurfaces) {}

  /**
   * A request that the HTTP parser refuses never reaches the hooks; the answer is written to the socket, after those to
   * complete requests before it.
   */
  readonly clientError = (error: ConnectionError, socket: BusySocket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const before = socket._httpMessage;
    if (before?.req.complete) return void before.once('close', () => this.clientError(error, socket));
    const target = before?.req.url ?? targetIn(error);
    writeTo(socket, this.answer(refusalOf(error), target));
  };

  /** The router refuses before any hook runs. */
  readonly routerError = (error: unknown, { url }: IncomingMessage, response: ServerResponse): void => {
    const { status, headers, body } = this.answer(errorOf(error), url);
    response.writeHead(status, headers).end(body);
  };

  /** A tunnel: Node passes its socket instead of a request. No address here takes the method. */
  readonly connect = ({ url }: IncomingMessage, socket: Duplex): void =>
    writeTo(socket, this.answer(new PostriderError('method_not_allowed', 'Tunnels are not supported.'), url), {
      allow: '',
    });

  /** Node would answer 417 without a body. */
  readonly expectation = (request: IncomingMessage, response: ServerResponse): void => {
    const detail = 'Only 100-continue is supported in Expect. Send the request without it.';
    this.routerError(new PostriderError('invalid_header', detail), request, response);
  };

  private answer(error: PostriderError, target: string | undefined): ErrorAnswer {
    const answer = this.surfaces.answer(error, traceIdOf(newTraceparent()) ?? '', target);
    const length = String(Buffer.byteLength(answer.body));
    return { ...answer, headers: { ...SECURITY_HEADERS, ...answer.headers, 'content-length': length } };
  }
}

function writeTo(socket: Duplex, { status, headers, body }: ErrorAnswer, more: Record<string, string> = {}): void {
  const all = Object.entries({ ...headers, ...more, connection: 'close' });
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`);
}

/** A request line, perhaps with a method that the parser does not know. */
const REQUEST_LINE = /^[!#$%&'*+.^_`|~\w-]+ (\S+) HTTP\/1\.[01]\r\n/;

/**
 * The target of the refused request, if it can be read. A method is refused in its line; other requests may come before
 * it.
 */
function targetIn({ code, rawPacket, bytesParsed }: ConnectionError): string | undefined {
  const text = asText(rawPacket);
  const from = code === 'HPE_INVALID_METHOD' ? text.lastIndexOf('\n', bytesParsed - 1) + 1 : 0;
  return REQUEST_LINE.exec(text.slice(from))?.[1];
}

function refusalOf(error: ConnectionError): PostriderError {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new PostriderError('headers_too_large', 'The headers are larger than 16 KiB in all.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new PostriderError('request_timeout', 'The request did not arrive within 30 s. Send it again.');
    case 'HPE_INVALID_METHOD':
      if (targetIn(error) === undefined) return MALFORMED;
      return new PostriderError('method_not_implemented', 'No address here takes this method.');
    case 'HPE_CR_EXPECTED':
    case 'HPE_LF_EXPECTED':
    case 'HPE_INVALID_HEADER_TOKEN':
      return new PostriderError('invalid_header', 'A header is not well-formed.');
    default:
      return MALFORMED;
  }
}

/** Bytes, although Fastify's type says otherwise. */
const asText = (packet: unknown): string => (Buffer.isBuffer(packet) ? packet.toString('latin1') : '');

const MALFORMED = new PostriderError('malformed_request', 'The request is not well-formed HTTP/1.1.');
