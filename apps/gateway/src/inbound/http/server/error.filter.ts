import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PostriderError } from '#libs/kernel';
import { traceIdOf, type Log } from '#libs/observability';
import type { KeyRefusals } from '../../../application/keys/ports.ts';
import type { GatewayRequest } from './access.ts';
import type { ErrorSurfaces } from './error-surfaces.ts';
import { errorOf } from './framework-errors.ts';
import type { HttpRoutes } from './http-routes.ts';

/** Every error of every route is answered here, in the form of its path's group. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly surfaces: ErrorSurfaces,
    private readonly routes: HttpRoutes,
    private readonly log: Log,
    private readonly refusals: KeyRefusals,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<GatewayRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = this.atThisAddress(errorOf(thrown), request, reply);

    const { principal } = request;
    if (principal?.kind === 'key') this.refusals.note(principal.tenant, principal.id, error.code);
    const traceId = traceIdOf(request.traceparent) ?? '';
    if (error.code === 'internal_error')
      this.log.error('http.failed', { trace_id: traceId, err: error.cause ?? error });
    if (error.code === 'service_unavailable') this.log.warn('http.unavailable', { trace_id: traceId, err: error });
    const { status, headers, body } = this.surfaces.answer(error, traceId, request.originalUrl);
    // Fastify would add a charset to the type of a string.
    void reply.code(status).headers(headers).send(Buffer.from(body));
  }

  /** The router also says "not found" if another method exists. */
  private atThisAddress(error: PostriderError, request: GatewayRequest, reply: FastifyReply): PostriderError {
    if (error.code !== 'not_found' || !request.is404) return error;
    const methods = this.routes.methodsAt(request.raw.url ?? '');
    if (methods.length === 0) return error;

    void reply.header('allow', methods.join(', '));
    return new PostriderError('method_not_allowed', `This address takes ${methods.join(', ')}.`);
  }
}
