import { readFileSync } from 'node:fs';
import { Controller, Get, Header, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { own } from '#libs/kernel';

const asset = (url: URL, type: string) => ({ body: readFileSync(url), type: `${type}; charset=utf-8` });
type Asset = ReturnType<typeof asset>;

const PHONES = asset(new URL('./phones.html', import.meta.url), 'text/html');
const VENDORS = asset(new URL('./vendors.html', import.meta.url), 'text/html');
const RADIO = asset(new URL('./radio.html', import.meta.url), 'text/html');
const FILES: Readonly<Record<string, Asset>> = {
  'phones.css': asset(new URL('./phones.css', import.meta.url), 'text/css'),
  'vendors.css': asset(new URL('./vendors.css', import.meta.url), 'text/css'),
  'radio.css': asset(new URL('./radio.css', import.meta.url), 'text/css'),
  'radio.js': asset(new URL('./radio.js', import.meta.url), 'text/javascript'),
  'radio-conditions.js': asset(new URL('./radio-conditions.js', import.meta.url), 'text/javascript'),
  'radio-lists.js': asset(new URL('./radio-lists.js', import.meta.url), 'text/javascript'),
  'phones.js': asset(new URL('./phones.js', import.meta.url), 'text/javascript'),
  'thread.js': asset(new URL('./thread.js', import.meta.url), 'text/javascript'),
  'vendors.js': asset(new URL('./vendors.js', import.meta.url), 'text/javascript'),
};

/** Everything is loaded from here and nothing is inline: a text that contains markup stays a text. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The phones' page: what the owners of the phones would see. The vendors' page: faults and magic numbers. The radio's page: phones that send. */
@Controller()
export class PageController {
  @Get()
  @Header('content-security-policy', POLICY)
  phones(@Res() reply: FastifyReply): void {
    send(reply, PHONES);
  }

  @Get('vendors')
  @Header('content-security-policy', POLICY)
  vendors(@Res() reply: FastifyReply): void {
    send(reply, VENDORS);
  }

  @Get('radio')
  @Header('content-security-policy', POLICY)
  radio(@Res() reply: FastifyReply): void {
    send(reply, RADIO);
  }

  @Get('_sandbox/page/:file')
  file(@Param('file') name: string, @Res() reply: FastifyReply): void {
    const file = own(FILES, name);
    if (!file) throw new NotFoundException({ error: 'There is no such file.' });
    send(reply, file);
  }
}

function send(reply: FastifyReply, { body, type }: Asset): void {
  reply.headers({ 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' }).send(body);
}
