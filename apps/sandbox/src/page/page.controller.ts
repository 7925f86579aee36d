import { readFileSync } from 'node:fs';
import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

const asset = (url: URL, type: string) => ({ body: readFileSync(url), type: `${type}; charset=utf-8` });

const PAGE = asset(new URL('./phones.html', import.meta.url), 'text/html');
const STYLE = asset(new URL('./phones.css', import.meta.url), 'text/css');
const SCRIPT = asset(new URL('./phones.js', import.meta.url), 'text/javascript');

/** Everything is loaded from here and nothing is inline: a text that contains markup stays a text. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The phones' page: what the owners of the phones would see. */
@Controller()
export class PageController {
  @Get()
  @Header('content-security-policy', POLICY)
  page(@Res() reply: FastifyReply): void {
    send(reply, PAGE);
  }

  @Get('_sandbox/page/phones.css')
  style(@Res() reply: FastifyReply): void {
    send(reply, STYLE);
  }

  @Get('_sandbox/page/phones.js')
  script(@Res() reply: FastifyReply): void {
    send(reply, SCRIPT);
  }
}

function send(reply: FastifyReply, { body, type }: ReturnType<typeof asset>): void {
  reply.headers({ 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' }).send(body);
}
