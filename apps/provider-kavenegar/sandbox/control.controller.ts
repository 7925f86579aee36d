import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Put } from '@nestjs/common';
import { AdvanceDto, decode, type Text } from '#libs/sandbox-kit';
import { nameOf, type KavenegarAccount } from './accounts.ts';
import { AccountDto, CallbackMethodDto, ClockDto, InboundDto, TemplateDto } from './control.dto.ts';
import { hear } from './inbound.ts';
import { KAVENEGAR, Kavenegar } from './kavenegar.ts';
import { shownAs } from './statuses.ts';

/** Controls that only the fake Kavenegar has. */
@Controller('_sandbox/kavenegar')
export class KavenegarControlController {
  constructor(private readonly kavenegar: Kavenegar) {}

  /** The key is not shown: `name` stands for it in the ledger. */
  @Get('accounts')
  accounts() {
    const shown = ({ key, ...rest }: KavenegarAccount) => ({ name: nameOf(key), ...rest });
    return { accounts: this.kavenegar.accounts.list().map(shown) };
  }

  @Post('accounts')
  @HttpCode(200)
  putAccount(@Body() body: unknown) {
    const given = Object.entries(decode(AccountDto, body)).filter(([, value]) => value !== undefined);
    this.kavenegar.accounts.put(Object.fromEntries(given));
    return { ok: true };
  }

  @Get('templates')
  templates() {
    return { templates: this.kavenegar.templates.list() };
  }

  @Put('templates')
  putTemplate(@Body() body: unknown) {
    this.kavenegar.templates.put(decode(TemplateDto, body));
    return { ok: true };
  }

  @Delete('templates/:code')
  deleteTemplate(@Param('code') code: string) {
    if (!this.kavenegar.templates.delete(code)) throw missing(`There is no template ${code}.`);
    return { ok: true };
  }

  /** How much later it is for Kavenegar, for its windows of 12 and 48 hours. */
  @Put('clock')
  clock(@Body() body: unknown) {
    this.kavenegar.aheadMs = decode(ClockDto, body).ahead_ms;
    return { ok: true };
  }

  /** By which method the addresses of the panel are called. */
  @Put('callback-method')
  callbackMethod(@Body() body: unknown) {
    this.kavenegar.callbackMethod = decode(CallbackMethodDto, body).method;
    return { ok: true };
  }

  @Post('messages/:sid/advance')
  @HttpCode(200)
  async advance(@Param('sid') sid: string, @Body() body: unknown) {
    const { callback, ...receipt } = decode(AdvanceDto, body);
    const text = this.text(sid);
    this.kavenegar.ledger.move(text, shownAs(receipt.status));
    const ends = callback ? await this.kavenegar.progress.tell({ text, ...receipt }, receipt.times) : [];
    return { status: text.status, callbacks: ends };
  }

  /** Calls back with a status that the message does not have. */
  @Post('messages/:sid/callback')
  @HttpCode(200)
  async tell(@Param('sid') sid: string, @Body() body: unknown) {
    const receipt = decode(AdvanceDto, body);
    const text = this.text(sid);
    return { status: text.status, callbacks: await this.kavenegar.progress.tell({ text, ...receipt }, receipt.times) };
  }

  /** Without an address the text is only in the inbox of its line. */
  @Post('inbound')
  @HttpCode(200)
  async inbound(@Body() body: unknown) {
    const { method, ...text } = decode(InboundDto, body);
    const { sid, callback } = await hear(this.kavenegar, text, method);
    return { sid, ...callback };
  }

  private text(sid: string): Text {
    const text = this.kavenegar.ledger.texts.get(sid);
    if (text?.vendor !== KAVENEGAR) throw missing(`There is no message ${sid}.`);
    return text;
  }
}

const missing = (error: string): NotFoundException => new NotFoundException({ error });
