import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Agent } from '../../application/ports.ts';
import { PhoneService } from './phone-service.ts';

type PhoneRequest = FastifyRequest & { phone?: Agent };

/** Only a phone with a valid token passes, before its body is parsed; each call shows that it is there. */
@Injectable()
export class PhoneGuard implements CanActivate {
  constructor(private readonly service: PhoneService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<PhoneRequest>();
    const phone = await this.service.tokens.agentOf(request.headers.authorization, request.ip);
    this.service.presence.seen(phone);
    request.phone = phone;
    return true;
  }
}

export const Phone = createParamDecorator(
  (_: unknown, context: ExecutionContext): Agent => context.switchToHttp().getRequest<PhoneRequest>().phone!,
);

/** Aborted when the caller has gone before the answer was complete. */
export const CallerGone = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const gone = new AbortController();
  context
    .switchToHttp()
    .getResponse<FastifyReply>()
    .raw.once('close', () => gone.abort());
  return gone.signal;
});
