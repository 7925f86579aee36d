import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Put } from '@nestjs/common';
import { AdvanceDto, decode } from '#libs/sandbox-kit';
import { nameOf, type SmsirAccount } from './accounts.ts';
import { AccountDto, BlacklistDto, InboundDto, TemplateDto } from './control.dto.ts';
import { Smsir } from './smsir.ts';

/** Controls that only the fake SMS.IR has. */
@Controller('_sandbox/smsir')
export class SmsirControlController {
  constructor(private readonly smsir: Smsir) {}

  /** The key is not shown: `name` stands for it in the ledger. */
  @Get('accounts')
  accounts() {
    const shown = ({ apiKey, ...rest }: SmsirAccount) => ({ name: nameOf({ apiKey, ...rest }), ...rest });
    return { accounts: this.smsir.accounts.list().map(shown) };
  }

  @Post('accounts')
  @HttpCode(200)
  putAccount(@Body() body: unknown) {
    this.smsir.accounts.put(decode(AccountDto, body) as SmsirAccount);
    return { ok: true };
  }

  @Get('templates')
  templates() {
    return { templates: this.smsir.templates.list() };
  }

  @Put('templates')
  putTemplate(@Body() body: unknown) {
    this.smsir.templates.put(decode(TemplateDto, body));
    return { ok: true };
  }

  /** Moves a text to a delivery state, 1 to 8, by hand. `times`: how often lists show it from now on. */
  @Post('messages/:id/advance')
  @HttpCode(200)
  advance(@Param('id') id: string, @Body() body: unknown) {
    const { status, times } = decode(AdvanceDto, body);
    const { ledger, progress, listed } = this.smsir;
    const text = ledger.texts.get(id);
    if (!text) throw new NotFoundException({ error: `There is no message ${id}.` });
    ledger.move(text, progress.shown(status));
    listed.set(id, times);
    return { status: text.status };
  }

  /** A phone answers: the text is in the lists of texts received. */
  @Post('inbound')
  @HttpCode(200)
  inbound(@Body() body: unknown) {
    const { from, to = this.smsir.accounts.list()[0]?.lines[0], body: text, at } = decode(InboundDto, body);
    if (to === undefined) throw new NotFoundException({ error: 'There is no account with a line.' });
    return this.smsir.hear({ from, to, body: text }, at);
  }

  @Get('blacklist')
  blacklist() {
    return { blacklist: [...this.smsir.blacklist] };
  }

  @Put('blacklist')
  block(@Body() body: unknown) {
    this.smsir.blacklist.add(decode(BlacklistDto, body).to);
    return { ok: true };
  }

  @Delete('blacklist')
  unblock(@Body() body: unknown) {
    this.smsir.blacklist.delete(decode(BlacklistDto, body).to);
    return { ok: true };
  }
}
