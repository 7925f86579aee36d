import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Put } from '@nestjs/common';
import { AdvanceDto, decode, type Text } from '#libs/sandbox-kit';
import type { TwilioAccount } from './accounts.ts';
import { formCallback } from './callback.ts';
import { AccountDto, FormCallbackDto, InboundDto, OptOutDto } from './control.dto.ts';
import { Twilio } from './twilio.ts';

/** Controls that only the fake Twilio has. */
@Controller('_sandbox/twilio')
export class TwilioControlController {
  constructor(private readonly twilio: Twilio) {}

  @Get('accounts')
  accounts() {
    return { accounts: this.twilio.accounts.list() };
  }

  @Post('accounts')
  @HttpCode(200)
  putAccount(@Body() body: unknown) {
    this.twilio.accounts.put(decode(AccountDto, body));
    return { ok: true };
  }

  @Post('messages/:sid/advance')
  @HttpCode(200)
  async advance(@Param('sid') sid: string, @Body() body: unknown) {
    const { callback, ...receipt } = decode(AdvanceDto, body);
    const text = this.text(sid);
    this.twilio.ledger.move(text, receipt.status, receipt.errorCode);
    const ends = callback ? await this.twilio.progress.tell({ text, ...receipt }, receipt.times) : [];
    return { status: text.status, callbacks: ends };
  }

  @Post('messages/:sid/callback')
  @HttpCode(200)
  async tell(@Param('sid') sid: string, @Body() body: unknown) {
    const receipt = decode(AdvanceDto, body);
    const text = this.text(sid);
    return { status: text.status, callbacks: await this.twilio.progress.tell({ text, ...receipt }, receipt.times) };
  }

  @Post('callbacks')
  @HttpCode(200)
  callback(@Body() body: unknown) {
    const { url, params, signature, account } = decode(FormCallbackDto, body);
    const { authToken } = this.account(account);
    const { MessageSid: sid = '', MessageStatus: status = '' } = params;
    return this.twilio.sender.send(formCallback({ sid, status, url, params, authToken, signature }));
  }

  @Post('inbound')
  @HttpCode(200)
  async inbound(@Body() body: unknown) {
    const { account, ...inbound } = decode(InboundDto, body);
    const { sid, callback } = await this.twilio.take(this.account(account), inbound);
    return { sid, ...callback };
  }

  @Get('opt-outs')
  optOuts() {
    return { optOuts: this.twilio.optOuts.list() };
  }

  @Put('opt-outs')
  optOut(@Body() body: unknown) {
    const { from, to } = decode(OptOutDto, body);
    this.twilio.optOuts.add(from, to);
    return { ok: true };
  }

  @Delete('opt-outs')
  optIn(@Body() body: unknown) {
    const { from, to } = decode(OptOutDto, body);
    this.twilio.optOuts.delete(from, to);
    return { ok: true };
  }

  private text(sid: string): Text {
    const text = this.twilio.ledger.texts.get(sid);
    if (!text) throw new NotFoundException({ error: `There is no message ${sid}.` });
    return text;
  }

  private account(sid?: string): TwilioAccount {
    const account = this.twilio.accountOf(sid);
    if (!account) throw new NotFoundException({ error: 'There is no such account.' });
    return account;
  }
}
