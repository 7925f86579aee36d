import { Body, Controller, Get, HttpCode, NotFoundException, Param, Patch, Post } from '@nestjs/common';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { AdvanceDto, decode } from '#libs/sandbox-kit';
import { Baas, type Mode } from './baas.ts';
import { ENVELOPES } from './envelopes.ts';

class ModeDto implements Partial<Mode> {
  @IsOptional() @IsIn(['both', '/message', '/api/message']) paths?: Mode['paths'];
  @IsOptional() @IsIn(ENVELOPES) envelope?: Mode['envelope'];
  @IsOptional() @IsBoolean() history?: boolean;
}

/** Controls that only the fake BaaS has. */
@Controller('_sandbox/baas')
export class BaasControlController {
  constructor(private readonly baas: Baas) {}

  @Get('mode')
  mode() {
    return this.baas.mode;
  }

  /** Which of the public forms of BaaS it has, until the next reset. */
  @Patch('mode')
  change(@Body() body: unknown) {
    const given = Object.entries(decode(ModeDto, body)).filter(([, value]) => value !== undefined);
    return (this.baas.mode = { ...this.baas.mode, ...Object.fromEntries(given) });
  }

  /** Ends a text by hand: `성공`, or `실패` with its reason as `errorCode`. */
  @Post('messages/:id/advance')
  @HttpCode(200)
  advance(@Param('id') id: string, @Body() body: unknown) {
    const { status, errorCode } = decode(AdvanceDto, body);
    const { ledger, progress } = this.baas;
    const text = ledger.texts.get(id);
    if (!text) throw new NotFoundException({ error: `There is no message ${id}.` });
    ledger.move(text, progress.shown(status), errorCode);
    return { status: text.status };
  }
}
