import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { readQuery, type Query } from '../request/query.ts';

const READING = [RouteParamtypes.QUERY, RouteParamtypes.REQUEST];

const reading = new WeakMap<object, boolean>();

/** A call without URL parameters refuses all: a misspelt one would be silently ignored. */
export class QueryGuard implements CanActivate {
  /** Controllers whose calls ignore them. */
  constructor(private readonly ignoring: ReadonlySet<Type>) {}

  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!this.ignoring.has(context.getClass()) && !this.reads(context)) readQuery(query as Query, {});
    return true;
  }

  /** Whether the handler takes `@Query`, which checks the names itself, or the request as a vendor sent it. */
  private reads(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const known = reading.get(handler);
    if (known !== undefined) return known;
    const args = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) as object | undefined;
    const reads = Object.keys(args ?? {}).some((name) => READING.some((type) => name.startsWith(`${type}:`)));
    reading.set(handler, reads);
    return reads;
  }
}
