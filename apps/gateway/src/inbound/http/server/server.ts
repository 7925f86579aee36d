import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PostriderError } from '#libs/kernel';
import { isTraceparent, Log, Metrics, newTraceparent, runWithTrace } from '#libs/observability';
import { noteExposedKey, unauthenticated } from '../../../application/keys/authenticate-key.ts';
import { ApiKeys, KeyHasher, KeyRefusals } from '../../../application/keys/ports.ts';
import { AuditLog } from '../../../application/audit/ports.ts';
import { peerOf, type GatewayRequest } from './access.ts';
import { Admission, admitCallers } from './admission.ts';
import { exposedIn } from './credentials.ts';
import { ErrorFilter } from './error.filter.ts';
import { withoutBase, type ErrorSurfaces, type RouteGroup } from './error-surfaces.ts';
import { RawAnswers } from './raw-answers.ts';
import { QueryGuard } from './query-guard.ts';
import { checkHead } from './request-head.ts';
import { measureRequests } from './request-metrics.ts';
import { HttpRoutes } from './http-routes.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

const KIB = 1_024;
const BODY_LIMITS: readonly (readonly [path: string, bytes: number])[] = [
  ['/api/v1/messages/batch', 6 * KIB * KIB],
  ['/api/v1/opt-outs/import', KIB * KIB],
  ['/api/v1/prices/import', KIB * KIB],
  ['/requests', 6 * KIB * KIB],
  ['/callbacks/', 64 * KIB],
  ['/', 256 * KIB],
];
const LONGEST_HEADERS = 16 * KIB;

/** Forwarded headers are ignored unless a trusted proxy sends them; bodies and paths are bounded, slow senders are cut off. */
export function fastifyOptions(
  surfaces: ErrorSurfaces,
  groups: readonly RouteGroup[],
  trustedProxies: readonly string[],
): FastifyHttpOptions<Server> {
  const raw = new RawAnswers(surfaces);
  return {
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestTimeout: 30_000,
    return503OnClosing: false,
    keepAliveTimeout: 72_000,
    // A request without a Host is refused here, with a body; Node would answer without one.
    http: { maxHeaderSize: LONGEST_HEADERS, requireHostHeader: false },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_HEADERS },
    rewriteUrl: ({ url = '/' }) => withoutBase(groups, url),
    clientErrorHandler: raw.clientError,
    frameworkErrors: (error, request, reply) => raw.routerError(error, request.raw, (reply as FastifyReply).raw),
  };
}

/** Hooks, parser and filter: everything around the controllers. */
export function configureServer(
  app: NestFastifyApplication,
  surfaces: ErrorSurfaces,
  groups: readonly RouteGroup[],
  allowedHosts: readonly string[],
): void {
  const fastify = app.getHttpAdapter().getInstance();
  const routes = app.get(HttpRoutes);

  fastify.addHook('onRoute', (route) => {
    const [, bodyLimit] = BODY_LIMITS.find(([path]) => route.url.startsWith(path))!;
    route.bodyLimit = bodyLimit;
    // A route that passes on whatever comes has no methods and paths of its own.
    if (route.url.endsWith('*')) return;
    for (const method of [route.method].flat()) routes.add({ method, path: route.url });
  });

  takeBodiesUnparsed(app, fastify);
  addTrace(fastify);
  fastify.addHook('onRequest', async ({ raw }) => checkHead(raw));
  if (allowedHosts.length > 0) refuseOtherHosts(fastify, allowedHosts);
  fastify.addHook('onRequest', async ({ is404, raw }) => {
    if (is404) refuseMethod(routes.methodsAt(raw.url ?? ''));
  });
  refuseExposedKeys(app, fastify);
  admitCallers(fastify, app.get(Admission));
  measureRequests(fastify, app.get(Metrics));
  const raw = new RawAnswers(surfaces);
  app.getHttpServer().on('connect', raw.connect).on('checkExpectation', raw.expectation);
  const ignoring = groups.filter(({ ignoresUnknown }) => ignoresUnknown).flatMap(({ controllers }) => controllers);
  app.useGlobalGuards(new QueryGuard(new Set(ignoring)));
  app.useGlobalFilters(new ErrorFilter(surfaces, routes, app.get(Log), app.get(KeyRefusals)));
}

/** Health checks call by address, so they may use any name. */
function refuseOtherHosts(fastify: FastifyInstance, allowed: readonly string[]): void {
  const names = new Set(allowed.map((name) => (isIPv6(name) ? `[${name}]` : name).toLowerCase()));
  fastify.addHook('onRequest', async ({ hostname, url }) => {
    if (names.has(hostname.toLowerCase()) || /^\/health(?:[/?]|$)/.test(url)) return;
    throw new PostriderError('invalid_header', 'The Host of the call is not one of ALLOWED_HOSTS.');
  });
}

/** Runs before the body is read if the address does not take the method; the filter names the allowed ones. */
function refuseMethod(methods: readonly string[]): void {
  if (methods.length > 0) throw new PostriderError('not_found', 'There is nothing at this address.');
}

/** Bodies stay bytes until a handler reads them, so that limits come first. */
function takeBodiesUnparsed(app: NestFastifyApplication, fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  app.useBodyParser('*', { bodyLimit: 6 * KIB * KIB }, (_request, body, done) => done(null, body));
}

/** A caller's trace is continued; a call without one gets a new one. */
function addTrace(fastify: FastifyInstance): void {
  fastify.decorateRequest('traceparent', '');
  fastify.decorateRequest('principal', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const given = typeof traceparent === 'string' && isTraceparent(traceparent);
    (request as GatewayRequest).traceparent = given ? traceparent : newTraceparent();
    void reply.headers(SECURITY_HEADERS);
    inItsTrace(request, reply, done);
  });
  fastify.addHook('preHandler', inItsTrace);
}

/** Reading the body leaves the trace, so the handler enters it again. */
function inItsTrace(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  runWithTrace({ traceparent: (request as GatewayRequest).traceparent }, done);
}

/** A key in a URL is refused at every address, also beside a valid one in a header. */
function refuseExposedKeys(app: NestFastifyApplication, fastify: FastifyInstance): void {
  const ports = { keys: app.get(ApiKeys), hasher: app.get(KeyHasher), audit: app.get(AuditLog) };

  fastify.addHook('onRequest', async (request) => {
    const exposed = exposedIn(request.url);
    if (exposed === undefined) return;
    await noteExposedKey(ports, exposed.key, peerOf(request));
    throw unauthenticated();
  });
}
