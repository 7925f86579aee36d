import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { one, readForm, VendorCalls, type Form, type VendorCall } from '#libs/sandbox-kit';
import { Hkt } from './hkt.ts';
import type { Parameters } from './read-text.ts';
import { VOICES } from './words.ts';

/** The gateway, which is one page for GET and POST. */
@Controller('gateway/gateway.jsp')
export class GatewayController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly hkt: Hkt,
  ) {}

  @Get()
  get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const raw = request.url.split('?')[1] ?? '';
    return this.serve({ raw, form: request.query as Form }, request, reply);
  }

  @Post()
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve(readForm(request), request, reply);
  }

  private serve(parameters: Parameters, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { raw, form } = parameters;
    const mrt = one(form, 'mrt');
    const call: VendorCall = {
      operation: mrt === '' ? 'other' : 'create',
      to: mrt === '' ? undefined : `+${mrt}`,
      account: one(form, 'application') || undefined,
      raw,
      parsed: form,
      voice: VOICES[this.hkt.mode],
      perform: () => this.hkt.take(parameters),
    };
    return this.calls.serve(this.hkt.room, call, request, reply);
  }
}
