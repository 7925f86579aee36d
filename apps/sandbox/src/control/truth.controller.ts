import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CallbackSender, decodeQuery, Journal, Ledger, VendorRooms, type PageOfRows } from '#libs/sandbox-kit';
import { LedgerQuery, PageQuery, PhonesQuery } from './control.dto.ts';
import { countsOf } from './counts.ts';
import { phonesOf, textView } from './phones.ts';
import { Resetter } from './resetter.ts';

/** The texts that phones received, and the calls to the vendors. */
@Controller('_sandbox')
export class TruthController {
  constructor(
    private readonly ledger: Ledger,
    private readonly journal: Journal,
    private readonly sender: CallbackSender,
    private readonly resetter: Resetter,
    private readonly rooms: VendorRooms,
  ) {}

  @Get('counts')
  counts() {
    return countsOf(this.ledger, this.journal, this.sender);
  }

  @Get('ledger')
  async rows(@Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const wanted = decodeQuery(LedgerQuery, query);
    sendRows(reply, await this.ledger.page(wanted), wanted.format);
  }

  @Get('numbers/:number')
  number(@Param('number') number: string) {
    const answers = this.rooms
      .all()
      .flatMap(({ room: { name: vendor, answers } }) =>
        answers.newest(({ to }) => to === number).map(({ n: _, ...answer }) => ({ vendor, ...answer })),
      );
    return { number, texts: this.ledger.texts.ofNumber(number).map(textView), answers };
  }

  @Get('phones')
  phones(@Query() query: unknown) {
    const { limit, search } = decodeQuery(PhonesQuery, query);
    return { epoch: this.ledger.epoch, phones: phonesOf(this.ledger.texts, limit, search) };
  }

  @Get('requests')
  requests(@Query() query: unknown) {
    const { after, limit, vendor } = decodeQuery(PageQuery, query);
    return this.journal.page(after, limit, (row) => !vendor || row.vendor === vendor);
  }

  @Get('callbacks')
  callbacks(@Query() query: unknown) {
    const { after, limit, vendor } = decodeQuery(PageQuery, query);
    return this.sender.rows.page(after, limit, (row) => !vendor || row.vendor === vendor);
  }

  @Post('reset')
  @HttpCode(200)
  async reset() {
    await this.resetter.reset();
    return { epoch: this.ledger.epoch };
  }
}

/** Rows are already JSON on the disk: a page is assembled without parsing them. */
function sendRows(reply: FastifyReply, { epoch, lines, next, more }: PageOfRows, format: 'json' | 'jsonl'): void {
  if (format === 'jsonl') {
    reply.headers({ 'content-type': 'application/x-ndjson', 'x-epoch': epoch, 'x-next': next, 'x-more': String(more) });
    reply.send(lines.map((line) => `${line}\n`).join(''));
    return;
  }
  reply.header('content-type', 'application/json');
  reply.send(`{"epoch":${epoch},"next":${next},"more":${more},"rows":[${lines.join(',')}]}`);
}
