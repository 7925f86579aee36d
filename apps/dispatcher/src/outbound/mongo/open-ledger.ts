import type { Health, Log, Metrics } from '#libs/observability';
import { openMigrated, syncIndexes, type MongoSession } from '#libs/persistence';
import type { DispatcherConfig } from '../../config/settings.ts';
import { ledgerIndexes, retiredIndexes } from './indexes.ts';
import { migrations } from './migrations/index.ts';

/** Opens the ledger's database, migrated to the newest version and with its indexes. */
export async function openLedger(
  { mongoUri: uri, mongoDatabase: database }: DispatcherConfig,
  log: Log,
  metrics: Metrics,
  health: Health,
): Promise<MongoSession> {
  const calls = metrics.counter('postrider_mongodb_operations_total', 'Calls of MongoDB', ['operation', 'collection']);
  const onOperation = (operation: string, collection: string): void => calls.inc({ operation, collection });
  const session = await openMigrated({ uri, database, onOperation }, { owner: 'dispatcher', migrations, log, health });
  await syncIndexes(session, ledgerIndexes, retiredIndexes);
  health.add('mongodb', () => session.ping());
  return session;
}
