import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jsonAnswer, one, readForm, VendorCalls, type Answer } from '#libs/sandbox-kit';
import { Acme } from './acme.ts';
import { acmeError } from './voice.ts';

@Controller('acme')
export class AcmeController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly acme: Acme,
  ) {}

  @Post('messages')
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { form } = readForm(request);
    const message = { to: one(form, 'to'), from: one(form, 'from'), text: one(form, 'text') };
    return this.serve('create', request, reply, () => this.acme.receive(message));
  }

  @Get('balance')
  balance(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve('balance', request, reply, () => jsonAnswer(200, { balance: '12.50', currency: 'USD' }));
  }

  private serve(
    operation: string,
    request: FastifyRequest,
    reply: FastifyReply,
    perform: () => Answer | Promise<Answer>,
  ): Promise<void> {
    const { token, room } = this.acme;
    const { raw, form } = readForm(request);
    const guarded = () =>
      token && request.headers.authorization === `Bearer ${token}`
        ? perform()
        : acmeError(2001, 401, 'This token is not valid');
    const call = { operation, to: one(form, 'to'), raw, parsed: form, perform: guarded };
    return this.calls.serve(room, call, request, reply);
  }
}
