import { createMetrics, silentLog, type Metrics } from '#libs/observability';
import type { MongoSession } from '#libs/persistence';
import { AuditSeals } from '../../src/outbound/crypto/audit-seals.ts';
import { AnchorWriter } from '../../src/outbound/files/audit-anchors.ts';
import { MongoAuditLog } from '../../src/outbound/mongo/audit-log.repository.ts';

export const seals = new AuditSeals(Buffer.alloc(32, 7));

/** The writer of audit rows, as a gateway has it. Anchors are written at once, to the file if there is one. */
export function auditLogOn(
  session: MongoSession,
  file?: string,
  metrics: Metrics = createMetrics('spec'),
): MongoAuditLog {
  const log = silentLog();
  const anchors = new AnchorWriter({ file, everyMs: 0, seals, log, metrics });
  return new MongoAuditLog({ session, seals, anchors, log, metrics });
}
