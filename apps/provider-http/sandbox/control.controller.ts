import { Body, Controller, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { AdvanceDto, decode } from '#libs/sandbox-kit';
import { HttpVendors } from './http-vendors.ts';

@Controller('_sandbox/http')
export class HttpControlController {
  constructor(private readonly vendors: HttpVendors) {}

  /** Sets a text's status by hand, in the vendor's own words, and calls back. */
  @Post('messages/:sid/advance')
  @HttpCode(200)
  async advance(@Param('sid') sid: string, @Body() body: unknown) {
    const { callback, ...receipt } = decode(AdvanceDto, body);
    const { ledger, progress } = this.vendors;
    const text = ledger.texts.get(sid);
    if (!text) throw new NotFoundException({ error: `There is no message ${sid}.` });
    ledger.move(text, receipt.status, receipt.errorCode);
    const ends = callback ? await progress.tell({ text, ...receipt }, receipt.times) : [];
    return { status: text.status, callbacks: ends };
  }
}
