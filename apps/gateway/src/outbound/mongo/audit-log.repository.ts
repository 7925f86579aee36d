import { Injectable } from '@nestjs/common';
import { clock, newHolder } from '#libs/kernel';
import { Log, Metrics } from '#libs/observability';
import { insertManyUnordered, MongoSession, WriteGatherer } from '#libs/persistence';
import { AuditLog, type AuditEntry } from '../../application/audit/ports.ts';
import { COLLECTIONS, type AuditDocument } from './documents.ts';

/** Beyond this many waiting rows a flood of refused calls uses no more memory; dropped rows are counted. */
const MOST_WAITING = 5_000;
const LONGEST_WAIT_MS = 1_000;

/** Rows are stored before their call is answered; gathered, so that a flood is a few writes. */
@Injectable()
export class MongoAuditLog extends AuditLog {
  private readonly rows: WriteGatherer<AuditDocument, 'inserted'>;
  private readonly lost;

  constructor(
    session: MongoSession,
    metrics: Metrics,
    private readonly log: Log,
  ) {
    super();
    const collection = session.collection<AuditDocument>(COLLECTIONS.auditLog);
    this.lost = metrics.counter('gateway_audit_rows_lost_total', 'Audit rows that could not be written.');
    this.rows = new WriteGatherer<AuditDocument, 'inserted'>({
      name: 'audit',
      waitAtMostMs: LONGEST_WAIT_MS,
      flush: async (rows) => {
        await insertManyUnordered(collection, rows);
        return rows.map(() => 'inserted' as const);
      },
    });
  }

  async record({ clientIp, ...entry }: AuditEntry): Promise<void> {
    if (this.rows.waiting >= MOST_WAITING) return this.lost.inc();
    try {
      await this.rows.add({
        _id: newHolder(),
        at: new Date(clock.now()),
        ...entry,
        ...(clientIp !== undefined && { from: clientIp }),
      });
    } catch (err) {
      this.lost.inc();
      this.log.warn('audit.row_lost', { action: entry.action, err });
    }
  }

  drain(): Promise<void> {
    return this.rows.drain();
  }
}
