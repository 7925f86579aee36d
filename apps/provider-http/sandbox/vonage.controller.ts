import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { one, readForm, VendorCalls, type Form } from '#libs/sandbox-kit';
import { HttpVendors } from './http-vendors.ts';
import { balance, sendSms, vonageVoice } from './vonage.ts';

@Controller()
export class VonageController {
  constructor(
    private readonly calls: VendorCalls,
    private readonly vendors: HttpVendors,
  ) {}

  @Post('sms/json')
  send(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { raw, form } = readForm(request);
    const perform = () => sendSms(this.vendors, form);
    const call = { operation: 'create', to: `+${one(form, 'to')}`, account: 'vonage', raw, parsed: form, perform };
    return this.calls.serve(this.vendors.room, { ...call, voice: vonageVoice }, request, reply);
  }

  @Get('account/get-balance')
  balance(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const perform = () => balance(this.vendors, request.query as Form);
    const call = { operation: 'balance', account: 'vonage', raw: '', parsed: request.query, perform };
    return this.calls.serve(this.vendors.room, { ...call, voice: vonageVoice }, request, reply);
  }
}
