import { createParamDecorator, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal, Scope } from '../../../application/ports.ts';

/** Who may call a route: anybody, any caller with a valid credential, or a principal with the scope. */
export type Access = 'anyone' | 'signed_in' | Scope;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** Every route has it; the gateway does not start with a route without it. */
export const Allow = (access: Access): CustomDecorator => RouteConfig({ access });

export const accessOf = (handler: object): Access | undefined =>
  (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as { readonly access?: Access } | undefined)?.access;

/** Fields that the hooks add to a request. */
export interface GatewayRequest extends FastifyRequest {
  traceparent: string;
  principal: Principal | null;
}

/** The caller, who sees only one environment if their key or the header says so. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => callerOf(context));

export function callerOf(context: ExecutionContext): Principal {
  const { principal } = context.switchToHttp().getRequest<GatewayRequest>();
  if (principal === null) throw new Error('A route that anyone may call asked for its caller.');
  return principal;
}

/** The caller's address. A trusted proxy may give it; forwarded headers of other peers are ignored. */
export const ClientIp = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  peerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Aborted when the caller has gone before the answer was complete. */
export const CallerGone = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const gone = new AbortController();
  const { raw } = context.switchToHttp().getResponse<FastifyReply>();
  raw.once('close', () => gone.abort());
  return gone.signal;
});

export const peerOf = ({ ip }: FastifyRequest): string => ip || 'unknown';
