import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal, Scope } from '../../application/ports.ts';

/** Who may call a route: everybody, whoever is signed in, or a principal with the scope. */
export type Access = 'anyone' | 'signed_in' | Scope;

export const ACCESS = 'gateway:access';

/** Every route says it; one that does not is refused by the guard. */
export const Allow = (access: Access): CustomDecorator => SetMetadata(ACCESS, access);

/** What the hooks and the guard add to a request. */
export interface GatewayRequest extends FastifyRequest {
  traceparent: string;
  principal: Principal | null;
}

/** The caller, as the guard found them. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  callerOf(context.switchToHttp().getRequest<GatewayRequest>()),
);

export function callerOf({ principal }: GatewayRequest): Principal {
  if (principal === null) throw new Error('A route that anyone may call asked for its caller.');
  return principal;
}

/** The peer's address; forwarded headers are not believed. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  peerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

export const peerOf = (request: FastifyRequest): string => request.raw.socket.remoteAddress ?? 'unknown';
