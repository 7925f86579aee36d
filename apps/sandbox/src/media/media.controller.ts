import { readFileSync } from 'node:fs';
import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { MediaStore } from '#libs/sandbox-kit';

const JPEG = readFileSync(new URL('./sample.jpg', import.meta.url));
const PNG = readFileSync(new URL('./sample.png', import.meta.url));
/** The media that a browser shows inside of a page; it offers the others as files. */
const SHOWN = /^image\/(jpeg|png|gif)$/;

/** Pictures for tries, and the media that the fake vendors fetched. */
@Controller()
export class MediaController {
  constructor(private readonly media: MediaStore) {}

  @Get('media/sample.jpg')
  jpeg(@Res() reply: FastifyReply): void {
    send(reply, 'image/jpeg', JPEG);
  }

  @Get('media/sample.png')
  png(@Res() reply: FastifyReply): void {
    send(reply, 'image/png', PNG);
  }

  @Get('_sandbox/media/:id')
  fetched(@Param('id') id: string, @Res() reply: FastifyReply): void {
    const medium = this.media.get(id);
    if (!medium) throw new NotFoundException({ error: 'There is no such medium any more.' });
    send(reply, SHOWN.test(medium.type) ? medium.type : 'application/octet-stream', medium.bytes);
  }
}

const send = (reply: FastifyReply, type: string, bytes: Buffer): void => {
  reply
    .headers({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
    })
    .send(bytes);
};
