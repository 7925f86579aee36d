import { Controller, Get, Query } from '@nestjs/common';
import { listAuditLogByPosition } from '../../../../application/audit/list-by-position.ts';
import { AuditTrail } from '../../../../application/audit/ports.ts';
import type { Principal } from '../../../../application/ports.ts';
import { AuditEntryAnswer, auditEntryAnswer } from '../../native/audit/answers.ts';
import { Operation } from '../../openapi/operation.ts';
import { Allow, Caller } from '../../server/access.ts';
import { itemsOf, type ItemsWanted } from './answers.ts';
import { DoorQueryOf, ITEMS } from './query.ts';

class SafecareAuditList extends itemsOf(AuditEntryAnswer) {}

@Controller('admin/audit-logs')
export class SafecareAuditController {
  constructor(readonly trail: AuditTrail) {}

  @Get()
  @Allow('audit:read')
  @Operation({
    id: 'safecareListAuditLogs',
    summary: 'Who did what, the newest first',
    description: 'A test key cannot read it.',
    answer: SafecareAuditList,
    answers: 'A page of it.',
  })
  async list(
    @Caller() caller: Principal,
    @Query(new DoorQueryOf(ITEMS)) page: ItemsWanted,
  ): Promise<SafecareAuditList> {
    const { rows, total } = await listAuditLogByPosition(this, caller, page);
    return { items: rows.map(auditEntryAnswer), total, ...page };
  }
}
