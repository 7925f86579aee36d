import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '#libs/observability';

/** From a cached answer to the longest time that a caller waits, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** An unknown path has no pattern, and may contain anything. */
const NOWHERE = 'none';

/** Counts and times every request by the pattern of its route. Call it before there are routes. */
export function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  const requests = metrics.counter('http_requests_total', 'Requests, by their answer.', ['method', 'route', 'status']);
  const help = 'Time to answer a request.';
  const seconds = metrics.histogram('http_request_duration_seconds', help, ['method', 'route'], BUCKETS);
  const measure = (route: string, { method }: FastifyRequest, reply: FastifyReply): void => {
    requests.inc({ method, route, status: reply.statusCode });
    seconds.observe({ method, route }, reply.elapsedTime / 1_000);
  };

  // A hook of each route knows the pattern; reading it from the request makes an object each time.
  fastify.addHook('onRoute', (route) => {
    const hook = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      measure(route.url, request, reply);
      done();
    };
    route.onResponse = [route.onResponse ?? [], hook].flat();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.is404) measure(NOWHERE, request, reply);
    done();
  });
}
