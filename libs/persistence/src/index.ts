export { Codec, createCodec, Unsealable, type CodecOptions } from './codec.ts';
export type { CommandSeen } from './commands.ts';
export { asUnavailable, isConnectivity } from './connectivity.ts';
export { inBatches } from './in-batches.ts';
export { syncIndexes, type IndexChanges, type IndexName, type IndexOptions, type IndexSpec } from './index-sync.ts';
export { inspectDatabase, type Finding } from './inspect-database.ts';
export { insertManyInOrder, insertManyUnordered, type Duplicate, type InsertOutcome } from './insert-many.ts';
export { readKeyFile } from './key-file.ts';
export {
  migrate,
  newestVersion,
  NewerData,
  openMigrated,
  type MigrateOptions,
  type Migration,
  type Progress,
} from './migrations.ts';
export { Outbox, type OutboxDocument, type OutboxEntry } from './outbox.ts';
export { prepareProgram, PREPARE_EXIT, type Preparation } from './prepare-program.ts';
export { MongoSession, openSession, READ_BACK, SOFT, type SessionOptions } from './session.ts';
export type { SchemaDocument } from './schema-claim.ts';
export { keySettings, mongoSettings } from './settings.ts';
export type { TenantKeyDocument } from './tenant-keys.ts';
export { TenantCollection, type OfTenant, type TenantFilter } from './tenant-collection.ts';
export { WriteGatherer, type Flushed, type GathererOptions } from './write-gatherer.ts';
export { openBytes, sealBytes } from './seal.ts';
