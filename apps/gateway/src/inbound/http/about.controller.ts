import { Controller, Get, Header } from '@nestjs/common';
import { Allow } from './access.ts';
import { document } from './openapi/document.ts';

const DOCUMENT = JSON.stringify(document());

@Controller()
export class AboutController {
  @Get('health/live')
  @Allow('anyone')
  live() {
    return { status: 'ok' };
  }

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Allow('anyone')
  openapi(): string {
    return DOCUMENT;
  }
}
