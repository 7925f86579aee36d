import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm, VendorCalls } from '#libs/sandbox-kit';
import { HttpVendors } from './http-vendors.ts';
import { infobipBalance, infobipVoice, numberIn, sendAdvanced } from './infobip.ts';

@Controller()
export class InfobipController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly vendors: HttpVendors,
  ) {}

  @Post('sms/2/text/advanced')
  send(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { raw } = readForm(request);
    const { body: parsed } = request;
    const perform = () => sendAdvanced(this.vendors, request.headers.authorization, parsed);
    const call = { operation: 'create', to: numberIn(parsed), account: 'infobip', raw, parsed, perform };
    return this.calls.serve(this.vendors.room, { ...call, voice: infobipVoice }, request, reply);
  }

  @Get('account/1/balance')
  balance(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const perform = () => infobipBalance(this.vendors, request.headers.authorization);
    const call = { operation: 'balance', account: 'infobip', raw: '', parsed: {}, perform };
    return this.calls.serve(this.vendors.room, { ...call, voice: infobipVoice }, request, reply);
  }
}
