import type { Db } from 'mongodb';
import { sleep } from '#libs/kernel';
import type { Health, Log } from '#libs/observability';
import { ClaimLost, SchemaDocuments, type SchemaClaim } from './schema-claim.ts';
import { openSession, type MongoSession, type SessionOptions } from './session.ts';

/**
 * One change of a service's stored data. `up` may be run again from any point at which it was interrupted, changes a
 * bounded number of documents at a time, and leaves the data readable for an older process of the service.
 */
export interface Migration {
  /** 1, 2, 3 and so on. */
  readonly version: number;
  /** What it does, in a few words. */
  readonly name: string;
  up(db: Db, progress: Progress): Promise<void>;
}

export interface Progress {
  /** The value of the last `reach`, in this run or in one that was interrupted. */
  readonly reached: string | undefined;
  /** Call it after each batch. Rejects once another replica has taken over. */
  reach(at: string): Promise<void>;
}

export interface MigrateOptions {
  /** The service whose collections these are. */
  readonly owner: string;
  readonly migrations: readonly Migration[];
  readonly log: Log;
  readonly health: Health;
  /** Another replica takes over if there is no sign of life for this long. */
  readonly termMs?: number;
}

/** The data was written by a newer version of Postrider. */
export class NewerData extends Error {
  constructor(owner: string, stored: number, known: number) {
    super(
      `The data of ${owner} has schema version ${stored}, and this version of Postrider knows ${known}: ` +
        'start the version that wrote it, or a newer one.',
    );
    this.name = 'NewerData';
  }
}

const LOOK_EVERY_MS = 250;

/** A session on data of the newest version: no other code of the service has used the data before. */
export async function openMigrated(options: SessionOptions, migrations: MigrateOptions): Promise<MongoSession> {
  const session = await openSession(options);
  try {
    await migrate(session, migrations);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/**
 * Migrates a service's data to the newest version, or waits until another replica has done it. Rejects with {@link
 * NewerData}.
 */
export async function migrate(session: MongoSession, options: MigrateOptions): Promise<void> {
  const { owner, migrations, health, termMs = 10_000 } = options;
  const newest = newestVersion(migrations);
  const schema = new SchemaDocuments(session, owner, termMs);
  const ready = health.busy(`schema of ${owner}`);
  try {
    for (;;) {
      const { version } = await schema.read();
      if (version > newest) throw new NewerData(owner, version, newest);
      if (version === newest) return;
      const claim = await schema.claim(version);
      if (claim) await run(session, migrations.slice(version), claim, options);
      else await sleep(LOOK_EVERY_MS);
    }
  } finally {
    ready();
  }
}

async function run(
  session: MongoSession,
  pending: readonly Migration[],
  claim: SchemaClaim,
  { owner, log }: MigrateOptions,
): Promise<void> {
  const runAll = async (db: Db): Promise<void> => {
    for (const { version, name, up } of pending) {
      const fields = { owner, version, migration: name };
      log.info('schema.migrating', { ...fields, resumed: claim.reached !== undefined });
      await up(db, claim);
      await claim.finish(version);
      log.info('schema.migrated', fields);
    }
  };
  try {
    await claim.during(() => session.patiently(runAll));
  } catch (error) {
    if (!(error instanceof ClaimLost)) throw error;
    log.warn('schema.claim_lost', { owner });
  }
}

/** Throws where versions are not 1, 2, 3 and so on. */
export function newestVersion(migrations: readonly Migration[]): number {
  for (const [index, { version, name }] of migrations.entries())
    if (version !== index + 1) throw new Error(`The migration "${name}" has version ${version} in place ${index + 1}.`);
  return migrations.length;
}
