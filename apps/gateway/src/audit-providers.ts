import type { Provider } from '@nestjs/common';
import { Log, Metrics } from '#libs/observability';
import { MongoSession } from '#libs/persistence';
import { AuditAnchors, AuditIntake, AuditLog, AuditTrail } from './application/audit/ports.ts';
import type { GatewayConfig } from './config/index.ts';
import { AuditSeals } from './outbound/crypto/audit-seals.ts';
import { AnchorFiles, AnchorWriter, checkAnchorFile } from './outbound/files/audit-anchors.ts';
import { MongoAuditLog } from './outbound/mongo/audit-log.repository.ts';
import { MongoAuditTrail } from './outbound/mongo/audit-trail.repository.ts';

/** The one writer of audit rows in this process, and the readers. */
export function auditProviders({
  auditChainKey,
  auditAnchorFile: file,
  auditAnchorSeconds,
}: GatewayConfig): Provider[] {
  const seals = new AuditSeals(auditChainKey);
  return [
    {
      provide: AuditLog,
      useFactory: async (session: MongoSession, log: Log, metrics: Metrics) => {
        if (file !== undefined) await checkAnchorFile(file);
        const anchors = new AnchorWriter({ file, everyMs: auditAnchorSeconds * 1_000, seals, log, metrics });
        return new MongoAuditLog({ session, seals, anchors, log, metrics });
      },
      inject: [MongoSession, Log, Metrics],
    },
    { provide: AuditIntake, useExisting: AuditLog },
    {
      provide: AuditTrail,
      useFactory: (session: MongoSession) => new MongoAuditTrail(session, seals),
      inject: [MongoSession],
    },
    { provide: AuditAnchors, useValue: new AnchorFiles(file === undefined ? [] : [file], seals) },
  ];
}
