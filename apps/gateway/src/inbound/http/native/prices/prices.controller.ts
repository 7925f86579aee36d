import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PriceView, type PriceLine } from '#libs/contracts';
import { deletePrice } from '../../../../application/prices/delete-price.ts';
import { importPrices } from '../../../../application/prices/import-prices.ts';
import { listPrices } from '../../../../application/prices/list-prices.ts';
import { savePrice } from '../../../../application/prices/save-price.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import type { LinesRead } from '../../request/file-lines.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PRICE_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { LongAnswers } from '../../server/long-answers.ts';
import { ImportedPrices, PriceList } from './answers.ts';
import { CHOICE_OF_PAGE, PriceBody, PriceLines, priceOf, type ChoiceOfPage } from './price-bodies.ts';

const LIST = 'prices';
const EXAMPLE =
  'route,country,prefix,price_micros,currency,valid_from\n' +
  'twilio-0a1b2c3d,US,,7500,USD,\ntwilio-0a1b2c3d,IR,+98912,95000,USD,2030-01-01T00:00:00Z\n';

@Controller('api/v1/prices')
export class PricesController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
    private readonly longAnswers: LongAnswers,
  ) {}

  @Get()
  @Allow('routing:read')
  @Operation({
    id: 'listPrices',
    summary: 'What the vendors of the routes charge, by route, channel, country, prefix and time',
    description:
      'What an attempt is expected to cost until its vendor tells the price, and what a simulation shows. The price with ' +
      'the longest prefix of the number counts, else that of its country, else that of all countries, else price_micros of the route.',
    answer: PriceList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @Query(new QueryOf(CHOICE_OF_PAGE)) { limit, cursor, ...choice }: ChoiceOfPage,
  ): Promise<PriceList> {
    const { tenant } = caller;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, LIST, cursor) };
    const { items, next } = await listPrices(this, caller, { ...choice, limit, ...after });
    return { data: items, next_cursor: next === undefined ? null : this.cursors.seal(tenant, LIST, next) };
  }

  @Post()
  @HttpCode(200)
  @Allow('routing:write')
  @Operation({
    id: 'savePrice',
    summary: 'Save a price',
    description:
      'It replaces the one with the same route, channel, country, prefix and time. Messages sent before keep theirs.',
    body: PriceBody,
    examples: { country: exampleOf(PriceBody, 'route', 'country', 'price_micros', 'currency') },
    answer: PriceView,
    answers: 'The price.',
    errors: ['not_found'],
  })
  save(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<PriceView> {
    return savePrice(this, caller, priceOf(fieldsFrom(PriceBody, body)), clientIp);
  }

  @Post('import')
  @HttpCode(200)
  @Allow('routing:write')
  @Operation({
    id: 'importPrices',
    summary: 'Save up to 5,000 prices from a file',
    description:
      'CSV whose first line names its columns (route, price_micros, currency, and any of channel, country, prefix, ' +
      'valid_from), or application/x-ndjson with an object of the same names in each line. Lines that cannot be read are ' +
      'named and not imported; the others are. A repeat changes nothing. A route takes 10,000 prices.',
    body: { type: 'string' },
    bodyType: 'text/csv',
    examples: { two: EXAMPLE },
    answer: ImportedPrices,
    answers: 'How many were saved, and which lines were not.',
    errors: ['invalid_batch', 'too_many_attempts'],
  })
  async import(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @PriceLines() lines: LinesRead<PriceLine>,
  ): Promise<ImportedPrices> {
    const end = this.longAnswers.start(caller.tenant);
    try {
      return await importPrices(this, caller, lines, clientIp);
    } finally {
      end();
    }
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('routing:write')
  @Operation({
    id: 'deletePrice',
    summary: 'Delete a price',
    answers: 'It is deleted.',
  })
  delete(@Caller() caller: Principal, @ClientIp() clientIp: string, @Param('id', PRICE_ID) id: string): Promise<void> {
    return deletePrice(this, caller, id, clientIp);
  }
}
