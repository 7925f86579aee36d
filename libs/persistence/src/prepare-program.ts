import { ConfigError, PostriderError } from '#libs/kernel';
import { Health, silentLog } from '#libs/observability';
import { syncIndexes, type IndexSpec } from './index-sync.ts';
import { NewerData, openMigrated, type Migration } from './migrations.ts';
import type { MongoSession } from './session.ts';

/** Exit codes of the program. */
export const PREPARE_EXIT = { done: 0, unexpected: 1, misused: 2, databaseAway: 4 } as const;
const DATABASE_WITHIN_MS = 5_000;

export interface Preparation<Config> {
  readonly owner: string;
  readonly readConfig: () => Config;
  readonly migrations: readonly Migration[];
  readonly indexes: readonly IndexSpec[];
  /** More that it does; returns a sentence. */
  readonly more?: (session: MongoSession, config: Config) => Promise<string>;
}

/** A service's program that updates its data to this version and makes its indexes, as each of its starts does. */
export async function prepareProgram<Config extends { readonly mongoUri: string; readonly mongoDatabase: string }>(
  preparation: Preparation<Config>,
): Promise<void> {
  try {
    for (const sentence of await prepared(preparation)) process.stdout.write(`${sentence}\n`);
  } catch (error) {
    const [exitCode, sentence] = refusalOf(error as Error);
    process.stderr.write(`${sentence}\n`);
    process.exitCode = exitCode;
  }
}

async function prepared<Config extends { readonly mongoUri: string; readonly mongoDatabase: string }>({
  owner,
  readConfig,
  migrations,
  indexes,
  more,
}: Preparation<Config>): Promise<string[]> {
  const config = readConfig();
  const { mongoUri: uri, mongoDatabase: database } = config;
  const session = await openMigrated(
    { uri, database, startWithinMs: DATABASE_WITHIN_MS },
    { owner, migrations, log: silentLog(), health: new Health() },
  );
  try {
    const { created, rebuilt, dropped } = await syncIndexes(session, indexes);
    const changed = [...created, ...rebuilt, ...dropped];
    const said = changed.length === 0 ? 'all indexes are there.' : `changed ${changed.join(', ')}.`;
    return [`${owner}: ${said}`, ...(more ? [await more(session, config)] : [])];
  } finally {
    await session.close();
  }
}

function refusalOf(error: Error): [exitCode: number, sentence: string] {
  if (error instanceof ConfigError) return [PREPARE_EXIT.misused, error.message];
  if (error instanceof NewerData) return [PREPARE_EXIT.databaseAway, error.message];
  if (error instanceof PostriderError && error.code === 'service_unavailable')
    return [PREPARE_EXIT.databaseAway, 'The database does not answer. Start it, and check MONGODB_URI.'];
  return [PREPARE_EXIT.unexpected, error.message];
}
