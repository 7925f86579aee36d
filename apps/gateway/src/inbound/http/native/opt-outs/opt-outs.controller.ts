import { Controller, Delete, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import type { OptOutLine, OptOutView } from '#libs/contracts';
import { addOptOut } from '../../../../application/opt-outs/add-opt-out.ts';
import { importOptOuts } from '../../../../application/opt-outs/import-opt-outs.ts';
import { liftOptOut } from '../../../../application/opt-outs/lift-opt-out.ts';
import { exportOptOuts, findOptOut, listOptOuts } from '../../../../application/opt-outs/list-opt-outs.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { csvLine } from '../../answers/csv.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { LinesRead } from '../../request/file-lines.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { OPT_OUT_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { LongAnswers } from '../../server/long-answers.ts';
import { AddedOptOut, FoundOptOut, ImportedOptOuts, OptOutList } from './answers.ts';
import {
  CHOICE,
  CHOICE_OF_PAGE,
  LiftBody,
  NumberBody,
  OptOutBody,
  type Choice,
  type ChoiceOfPage,
} from './opt-out-bodies.ts';
import { OptOutLines } from './opt-out-lines.ts';

const LIST = 'opt-outs';
const COLUMNS = ['id', 'number', 'scope', 'source', 'proof', 'at', 'by'] as const satisfies (keyof OptOutView)[];
const EXAMPLE = 'number,scope,source,proof\n+15005550006,all,sms,STOP\n+15005550009,marketing,web,Form 4711\n';

@Controller('api/v1/opt-outs')
export class OptOutsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
    private readonly longAnswers: LongAnswers,
  ) {}

  @Get()
  @Allow('opt_outs:read')
  @Operation({
    id: 'listOptOuts',
    summary: 'The opt-outs in force, newest first',
    description:
      'One list for both environments. Numbers and proofs that others added are masked without messages:read_content, and for test keys.',
    answer: OptOutList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new QueryOf(CHOICE_OF_PAGE)) { limit, cursor, ...choice }: ChoiceOfPage,
  ): Promise<OptOutList> {
    const { tenant } = caller;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, LIST, cursor) };
    const { items, next } = await listOptOuts(this, caller, { ...choice, limit, ...after }, clientIp);
    return { data: items, next_cursor: next === undefined ? null : this.cursors.seal(tenant, LIST, next) };
  }

  @Post()
  @HttpCode(200)
  @Allow('opt_outs:write')
  @Operation({
    id: 'addOptOut',
    summary: 'Add an opt-out',
    description:
      'From the answer on, messages to the number are refused with recipient_opted_out, and those that wait are CANCELED ' +
      '(OPTED_OUT) at their time. A repeat gives the opt-out that is in force; only a wider scope replaces it.',
    body: OptOutBody,
    examples: { form: exampleOf(OptOutBody, 'number', 'scope', 'source', 'proof') },
    answer: AddedOptOut,
    answers: 'The opt-out in force.',
    errors: ['invalid_number'],
  })
  async add(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<AddedOptOut> {
    const { scope = 'all', source = 'api', ...wanted } = fieldsFrom(OptOutBody, body);
    const { opt_out, added } = await addOptOut(this, caller, { ...wanted, scope, source }, clientIp);
    return { ...opt_out, added };
  }

  @Post('search')
  @HttpCode(200)
  @Allow('opt_outs:read')
  @Operation({
    id: 'findOptOut',
    summary: 'Whether a number has opted out, and what changed',
    body: NumberBody,
    examples: { one: exampleOf(NumberBody, 'number') },
    answer: FoundOptOut,
    answers: 'The opt-out in force, if there is one, and the history of the number.',
    errors: ['invalid_number'],
  })
  find(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<FoundOptOut> {
    return findOptOut(this, caller, fieldsFrom(NumberBody, body).number, clientIp);
  }

  @Post('import')
  @HttpCode(200)
  @Allow('opt_outs:write')
  @Operation({
    id: 'importOptOuts',
    summary: 'Add up to 5,000 opt-outs from a file',
    description:
      'CSV whose first line names its columns (number, and any of scope, source, proof), or application/x-ndjson with an ' +
      'object of the same names in each line. Lines that cannot be read are named and not imported; the others are. A ' +
      'repeat changes nothing. An exported file can be imported.',
    body: { type: 'string' },
    bodyType: 'text/csv',
    examples: { two: EXAMPLE },
    answer: ImportedOptOuts,
    answers: 'How many were added, and which lines were not.',
    errors: ['invalid_batch', 'too_many_attempts'],
  })
  async import(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @OptOutLines() lines: LinesRead<OptOutLine>,
  ): Promise<ImportedOptOuts> {
    const end = this.longAnswers.start(caller.tenant);
    try {
      return await importOptOuts(this, caller, lines, clientIp);
    } finally {
      end();
    }
  }

  @Get('export')
  @Allow('opt_outs:read')
  @Operation({
    id: 'exportOptOuts',
    summary: 'All opt-outs in force as a file',
    description:
      'CSV, with the same numbers masked as in the list. A cell that a spreadsheet might read as a formula, such as a number with its +, has one apostrophe before it. ' +
      'A file that ends early ends without the end of its HTTP message.',
    answerType: 'text/csv',
    answers: 'The file.',
    errors: ['too_many_attempts'],
  })
  async export(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new QueryOf(CHOICE)) choice: Choice,
  ): Promise<StreamableFile> {
    const file = await this.longAnswers.file(caller.tenant, async () =>
      csvOf(await exportOptOuts(this, caller, choice, clientIp)),
    );
    const disposition = 'attachment; filename="opt-outs.csv"';
    return new StreamableFile(file, { type: 'text/csv; charset=utf-8', disposition });
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('opt_outs:write')
  @Operation({
    id: 'liftOptOut',
    summary: 'Lift an opt-out, because the person asked for it',
    description:
      'Messages to the number are accepted again. The history of the number keeps the reason. Test keys lift none.',
    body: LiftBody,
    examples: { asked: exampleOf(LiftBody, 'reason') },
    answers: 'It is lifted.',
  })
  lift(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', OPT_OUT_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<void> {
    const { reason } = fieldsFrom(LiftBody, body);
    return liftOptOut(this, caller, { id, reason }, clientIp);
  }
}

async function* csvOf(all: AsyncIterable<OptOutView>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const optOut of all) yield csvLine(COLUMNS.map((name) => optOut[name]));
}
