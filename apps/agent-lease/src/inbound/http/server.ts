import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionError, FastifyHttpOptions, FastifyReply } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PostriderError, type ErrorCode } from '#libs/kernel';
import { isTraceparent, Log, newTraceparent, runWithTrace } from '#libs/observability';
import { answerOf, errorOf, PhoneErrorFilter } from './errors.ts';

const BODY_LIMIT = 256 * 1_024;
const LONGEST_HEADERS = 16 * 1_024;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** The caller's address comes from the gateway on this machine, or from a trusted proxy. */
export const fastifyOptions = (trustedProxies: readonly string[]): FastifyHttpOptions<Server> => ({
  trustProxy: ['loopback', ...trustedProxies],
  bodyLimit: BODY_LIMIT,
  requestTimeout: 30_000,
  return503OnClosing: false,
  keepAliveTimeout: 72_000,
  http: { maxHeaderSize: LONGEST_HEADERS },
  routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_HEADERS },
  clientErrorHandler: answerRaw,
  frameworkErrors: (error, _request, reply) => {
    const { status, headers, body } = answerOf(errorOf(error));
    (reply as FastifyReply).raw.writeHead(status, headers).end(body);
  },
});

export function configureServer(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  // Bodies stay bytes until the guard has let the phone in.
  fastify.removeAllContentTypeParsers();
  app.useBodyParser('*', { bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const trace = typeof traceparent === 'string' && isTraceparent(traceparent) ? traceparent : newTraceparent();
    void reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    runWithTrace({ traceparent: trace }, done);
  });
  fastify.addHook('onRequest', async ({ headers }) => {
    const key = headers['idempotency-key'];
    if (key === undefined || (typeof key === 'string' && IDEMPOTENCY_KEY.test(key))) return;
    throw new PostriderError('invalid_idempotency_key', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
  });
  app.useGlobalFilters(new PhoneErrorFilter(app.get(Log)));
}

const OF_PARSER: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers are larger than 16 KiB in all.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive within 30 s. Send it again.'],
  HPE_INVALID_METHOD: ['method_not_implemented', 'No address here takes this method.'],
};

const REQUEST_LINE = /^\S+ \S+ HTTP\/1\.[01]\r\n/;

/** A request that the parser refuses reaches no hook. */
function answerRaw({ code, rawPacket }: ConnectionError, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  // Fastify's type says otherwise.
  const text = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : '';
  const known = code === 'HPE_INVALID_METHOD' && !REQUEST_LINE.test(text) ? undefined : OF_PARSER[code];
  const [of, detail] = known ?? ['malformed_request', 'The request is not well-formed HTTP/1.1.'];
  const { status, headers, body } = answerOf(new PostriderError(of, detail));
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}
