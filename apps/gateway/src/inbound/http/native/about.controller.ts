import { Controller, Get, Header } from '@nestjs/common';
import { Allow } from '../server/access.ts';
import { ApiDocument } from '../openapi/document.ts';
import { Operation } from '../openapi/operation.ts';

@Controller()
export class AboutController {
  constructor(private readonly document: ApiDocument) {}

  @Get('health/live')
  @Allow('anyone')
  @Operation({ id: 'isLive', summary: 'Whether the gateway runs', answers: 'It does.' })
  live() {
    return { status: 'ok' };
  }

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Allow('anyone')
  @Operation({ id: 'getDocument', summary: 'This document', answers: 'OpenAPI 3.1.' })
  openapi(): string {
    return this.document.json;
  }
}
