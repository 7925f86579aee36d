import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PostriderError, unavailable } from '#libs/kernel';
import { Draining } from '#libs/observability';
import { PhoneCalls, type PhoneAnswer, type PhoneCall } from '../../../application/agents/ports.ts';
import { Allow, CallerGone, peerOf, type GatewayRequest } from '../server/access.ts';
import { requestHeaders, withoutConnection } from './passed-headers.ts';

export const PHONE_PREFIXES = ['agent', 'sms/agent', 'api/v1/agent'] as const;

const PREFIX = /^\/(?:sms\/|api\/v1\/)?agent\//;

/** Calls of phones go to agent-lease unchanged, and so do its answers: `Authorization` there is a phone's token. */
@Controller([...PHONE_PREFIXES])
export class PhonesController {
  /** Polls are held up to 25 s, longer than a gateway takes to stop. */
  private readonly polls = new Set<AbortController>();

  constructor(
    private readonly calls: PhoneCalls,
    private readonly draining: Draining,
  ) {
    draining.signal.addEventListener('abort', () => this.polls.forEach((poll) => poll.abort()));
  }

  @All('*')
  @Allow('anyone')
  async pass(
    @Req() request: GatewayRequest,
    @Res() reply: FastifyReply,
    @CallerGone() gone: AbortSignal,
  ): Promise<void> {
    try {
      const { status, headers, body } = await this.answerTo(callOf(request), gone);
      await reply.code(status).headers(withoutConnection(headers)).send(body);
    } catch (error) {
      if (!gone.aborted) throw error;
    }
  }

  private async answerTo(call: PhoneCall, gone: AbortSignal): Promise<PhoneAnswer> {
    if (call.method !== 'GET') return this.calls.pass(call, gone);
    if (this.draining.signal.aborted) throw unavailable('This gateway');

    const poll = new AbortController();
    gone.addEventListener('abort', () => poll.abort(), { once: true });
    this.polls.add(poll);
    return this.calls.pass(call, poll.signal).finally(() => this.polls.delete(poll));
  }
}

function callOf(request: GatewayRequest): PhoneCall {
  const { method, url, headers, body, traceparent } = request;
  if (!PREFIX.test(url)) throw new PostriderError('not_found', 'There is nothing at this address.');
  return {
    method,
    path: url.replace(PREFIX, '/agent/'),
    headers: requestHeaders(headers, { 'x-forwarded-for': peerOf(request), traceparent }),
    ...(Buffer.isBuffer(body) && { body }),
  };
}
