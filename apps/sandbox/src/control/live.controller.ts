import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LiveFeed } from './live-feed.ts';

@Controller('_sandbox/live')
export class LiveController {
  constructor(private readonly feed: LiveFeed) {}

  @Get()
  open(@Res() reply: FastifyReply): void {
    this.feed.open(reply);
  }
}
