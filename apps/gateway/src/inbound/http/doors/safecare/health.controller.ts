import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Health } from '#libs/observability';
import { Operation } from '../../openapi/operation.ts';
import { Allow } from '../../server/access.ts';
import { SafecareHealth } from './answers.ts';

const PACKAGE = findPackageJSON('.', import.meta.url);
const VERSION = PACKAGE ? (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version : 'unknown';

@Controller('health')
export class SafecareHealthController {
  constructor(private readonly health: Health) {}

  @Get()
  @Allow('anyone')
  @Operation({
    id: 'safecareHealth',
    summary: 'Whether the gateway takes calls',
    description: '503 if it does not, with the same body.',
    answer: SafecareHealth,
    answers: 'It does.',
  })
  async read(@Res({ passthrough: true }) response: FastifyReply): Promise<SafecareHealth> {
    const { ready, checks } = await this.health.report();
    if (!ready) void response.code(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: ready ? 'ok' : 'unavailable', service: 'sms', version: VERSION, checks };
  }
}
