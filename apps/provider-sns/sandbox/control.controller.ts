import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Put } from '@nestjs/common';
import { AdvanceDto, decode } from '#libs/sandbox-kit';
import { OptOutDto } from './control.dto.ts';
import { Sns } from './sns.ts';

/** Controls that only the fake Amazon has. */
@Controller('_sandbox/sns')
export class SnsControlController {
  constructor(private readonly sns: Sns) {}

  /** Ends a message by hand: `SUCCESS`, or `FAILURE` with the carrier's text as `errorCode`. */
  @Post('messages/:id/advance')
  @HttpCode(200)
  async advance(@Param('id') id: string, @Body() body: unknown) {
    const receipt = decode(AdvanceDto, body);
    const text = this.sns.ledger.texts.get(id);
    if (!text) throw new NotFoundException({ error: `There is no message ${id}.` });
    const { progress, ledger } = this.sns;
    ledger.move(text, progress.shown(receipt.status), receipt.errorCode);
    if (receipt.callback) await progress.tell({ text, ...receipt }, receipt.times);
    return { status: text.status };
  }

  @Get('opt-outs')
  optOuts() {
    return { optOuts: [...this.sns.optOuts].map(([to, { atOnce }]) => ({ to, at_once: atOnce })) };
  }

  @Put('opt-outs')
  optOut(@Body() body: unknown) {
    const { to, at_once } = decode(OptOutDto, body);
    this.sns.optOuts.set(to, { atOnce: at_once });
    return { ok: true };
  }

  @Delete('opt-outs')
  optIn(@Body() body: unknown) {
    this.sns.optOuts.delete(decode(OptOutDto, body).to);
    return { ok: true };
  }
}
