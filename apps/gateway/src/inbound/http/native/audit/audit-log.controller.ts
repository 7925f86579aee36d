import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { AuditAnchors, AuditLog, AuditTrail, type AuditRow } from '../../../../application/audit/ports.ts';
import { exportAuditLog, listAuditLog, verifyAuditLog } from '../../../../application/audit/read-audit-log.ts';
import type { Principal } from '../../../../application/ports.ts';
import { csvLine } from '../../answers/csv.ts';
import { Operation } from '../../openapi/operation.ts';
import { Cursors } from '../../request/cursors.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, CallerGone, ClientIp } from '../../server/access.ts';
import { LongAnswers } from '../../server/long-answers.ts';
import {
  AuditEntryList,
  auditEntryAnswer,
  COLUMNS,
  VerificationAnswer,
  verificationAnswer,
  type AuditEntryAnswer,
} from './answers.ts';
import {
  CHAIN,
  CHOICE_OF_EXPORT,
  CHOICE_OF_PAGE,
  choiceFrom,
  type AuditExport,
  type AuditPage,
  type ChainQuery,
  type Format,
} from './audit-choice.ts';

/** Who did what in the caller's tenant, or in the installation. Nothing here changes it. */
@Controller('api/v1/audit-log')
export class AuditLogController {
  constructor(
    readonly trail: AuditTrail,
    readonly anchors: AuditAnchors,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
    private readonly longAnswers: LongAnswers,
  ) {}

  @Get()
  @Allow('audit:read')
  @Operation({
    id: 'listAuditLog',
    summary: 'Who did what, newest first',
    description: 'Changes, exports, logins, and calls that were refused. A test key cannot read it.',
    answer: AuditEntryList,
    answers: 'A page of it.',
  })
  async list(
    @Caller() caller: Principal,
    @Query(new QueryOf(CHOICE_OF_PAGE)) { limit, cursor, ...query }: AuditPage,
  ): Promise<AuditEntryList> {
    const { tenant } = caller;
    const list = `audit-log|${query.chain}`;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, list, cursor) };
    const { rows, next } = await listAuditLog(this, caller, { ...choiceFrom(query), limit, ...after });
    const next_cursor = next === undefined ? null : this.cursors.seal(tenant, list, next);
    return { data: rows.map(auditEntryAnswer), next_cursor };
  }

  @Get('export')
  @Allow('audit:read')
  @Operation({
    id: 'exportAuditLog',
    summary: 'All of a choice as a file',
    description:
      'CSV begins with a line of names. A cell that a spreadsheet might read as a formula, or that begins with an apostrophe, has one apostrophe before it. A file that ends early ends without the end of its HTTP message.',
    answerType: ['text/csv', 'application/x-ndjson'],
    answers: 'The file; with format=ndjson a line of JSON for each row.',
    errors: ['too_many_attempts'],
  })
  async export(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new QueryOf(CHOICE_OF_EXPORT)) { format, ...query }: AuditExport,
  ): Promise<StreamableFile> {
    const choice = choiceFrom(query);
    const file = await this.longAnswers.file(caller.tenant, async () =>
      linesOf(await exportAuditLog(this, caller, choice, clientIp), format),
    );
    return new StreamableFile(file, {
      type: TYPES[format],
      disposition: `attachment; filename="audit-log.${format}"`,
    });
  }

  @Get('verification')
  @Allow('audit:read')
  @Operation({
    id: 'verifyAuditLog',
    summary: 'Whether the log is as it was written',
    description:
      'Reads the whole chain, and compares it with the anchors that this gateway has. Its program `audit.js verify` also takes the anchors of the other gateways.',
    answer: VerificationAnswer,
    answers: 'What was found.',
    errors: ['too_many_attempts'],
  })
  async verify(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @CallerGone() signal: AbortSignal,
    @Query(new QueryOf(CHAIN)) { chain }: ChainQuery,
  ): Promise<VerificationAnswer> {
    const end = this.longAnswers.start(caller.tenant);
    try {
      return verificationAnswer(await verifyAuditLog(this, caller, { chain, signal }, clientIp));
    } finally {
      end();
    }
  }
}

const TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

async function* linesOf(rows: AsyncIterable<AuditRow>, format: Format): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(COLUMNS);
  for await (const row of rows) yield lineOf(auditEntryAnswer(row), format);
}

const lineOf = (entry: AuditEntryAnswer, format: Format): string =>
  format === 'csv' ? csvLine(COLUMNS.map((name) => entry[name])) : `${JSON.stringify(entry)}\n`;
