import { Body, Controller, Get, Put } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { decode } from '#libs/sandbox-kit';
import { Hkt } from './hkt.ts';
import { MODES, type Mode } from './words.ts';

class ModeDto {
  @IsIn(MODES) mode!: Mode;
}

/** Controls that only the fake HKT has. */
@Controller('_sandbox/hkt')
export class HktControlController {
  constructor(private readonly hkt: Hkt) {}

  @Get('mode')
  mode() {
    return { mode: this.hkt.mode };
  }

  /** In which form the gateway answers, until the next reset. */
  @Put('mode')
  change(@Body() body: unknown) {
    return { mode: (this.hkt.mode = decode(ModeDto, body).mode) };
  }
}
