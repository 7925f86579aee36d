import {
  MongoClient,
  ReadConcern,
  type Collection,
  type Db,
  type DbOptions,
  type Document,
  type FindOptions,
  type MongoClientOptions,
} from 'mongodb';
import { clock, sleep } from '#libs/kernel';
import { keepClockInStep } from './clock-sync.ts';
import { reportCommands, type CommandSeen } from './commands.ts';
import { asUnavailable, isConnectivity } from './connectivity.ts';
import { refuseUnfitServer } from './server-fitness.ts';
import { TenantCollection, type OfTenant } from './tenant-collection.ts';
import { translated } from './translated.ts';

export interface SessionOptions {
  readonly uri: string;
  readonly database: string;
  /** How long to wait for a database that is not there yet. */
  readonly startWithinMs?: number;
  /** A command may take this long while the server is otherwise healthy. */
  readonly slowestMs?: number;
  /** Called for each operation of a collection, such as `insertMany` of `sms_messages`. */
  readonly onOperation?: (operation: string, collection: string) => void;
  /** Makes the driver monitor commands, for tests: it then reads every answer a second time. */
  readonly onCommand?: (command: CommandSeen) => void;
}

/**
 * The driver pings a server twice a second, and the server is away once an answer is overdue by `LIFE_SIGN_WITHIN_MS`:
 * running calls then fail at once, are retried if that is safe, and give up after `SELECTION_MS` without a server.
 */
const LIFE_SIGN_EVERY_MS = 500;
const LIFE_SIGN_WITHIN_MS = 1_000;
const SELECTION_MS = 1_000;
const MAJORITY_WITHIN_MS = 2_500;
const SLOWEST_MS = 10_000;

/** Set on the database, because options in the address take precedence over the client's own. */
const DURABLE: DbOptions = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: MAJORITY_WITHIN_MS },
  readConcern: new ReadConcern('majority'),
  readPreference: 'primary',
};

/**
 * For reading back after an ambiguous error or E11000: it sees every write that the primary has begun, also one that a
 * plain majority read does not show yet, and answers only when what it saw can no longer be rolled back. On an idle set
 * of one that takes up to 100 ms.
 */
export const READ_BACK = {
  readConcern: { level: 'linearizable' },
  maxTimeMS: MAJORITY_WITHIN_MS,
  // Each further batch of an answer would wait again.
  batchSize: 1_000,
} as const satisfies FindOptions;

/**
 * For writes that are repeated if they are lost: they need not wait for the journal, nor for the other members. A later
 * durable write on the same primary makes them durable too.
 */
export const SOFT = { writeConcern: { w: 1 as const, journal: false } };

/** The database of one service: majority writes with journal, majority reads on the primary. */
export class MongoSession {
  readonly client: MongoClient;
  /** The driver's database: its errors are the driver's own. */
  readonly db: Db;
  readonly #uri: string;
  readonly #onOperation: SessionOptions['onOperation'];
  readonly #stopClock: () => void;

  constructor(client: MongoClient, db: Db, { uri, onOperation }: SessionOptions, stopClock: () => void) {
    this.client = client;
    this.db = db;
    this.#uri = uri;
    this.#onOperation = onOperation;
    this.#stopClock = stopClock;
  }

  /** The driver's collection, but it rejects with `service_unavailable` if the database is away. */
  collection<Doc extends Document>(name: string): Collection<Doc> {
    return translated(this.db.collection<Doc>(name), (operation) => this.#onOperation?.(operation, name));
  }

  tenantCollection<Doc extends OfTenant>(name: string): TenantCollection<Doc> {
    return new TenantCollection<Doc>(this.collection<Doc>(name));
  }

  /** Rejects with `service_unavailable` if the database is away. */
  command(command: Document): Promise<Document> {
    return this.db.command(command).catch(rethrow);
  }

  async ping(): Promise<void> {
    await this.command({ ping: 1 });
  }

  /** Runs work whose commands may take any time, such as building an index, on a connection of its own. */
  async patiently<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const client = new MongoClient(this.#uri, { ...clientOptions({ slowestMs: 0 }), maxPoolSize: 1 });
    try {
      return await work(client.db(this.db.databaseName, DURABLE)).catch(rethrow);
    } finally {
      await client.close();
    }
  }

  async close(): Promise<void> {
    this.#stopClock();
    await this.client.close();
  }

  /** Nest calls it at the end of a service. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

/** Connects, and sets this process's clock to the database's time. Rejects with `service_unavailable`. */
export async function openSession(options: SessionOptions): Promise<MongoSession> {
  const client = new MongoClient(options.uri, clientOptions(options));
  if (options.onCommand) reportCommands(client, options.onCommand);
  const db = client.db(options.database, DURABLE);
  try {
    await answering(client, options.startWithinMs ?? 30_000);
    refuseUnfitServer(await hello(db));
    return new MongoSession(client, db, options, await keepClockInStep(() => databaseNow(db)));
  } catch (error) {
    await client.close();
    throw asUnavailable(error);
  }
}

function clientOptions({ slowestMs, onCommand }: Partial<SessionOptions>): MongoClientOptions {
  return {
    appName: 'postrider',
    retryWrites: true,
    retryReads: true,
    heartbeatFrequencyMS: LIFE_SIGN_EVERY_MS,
    connectTimeoutMS: LIFE_SIGN_WITHIN_MS,
    serverSelectionTimeoutMS: SELECTION_MS,
    socketTimeoutMS: slowestMs ?? SLOWEST_MS,
    waitQueueTimeoutMS: MAJORITY_WITHIN_MS,
    maxPoolSize: 32,
    maxIdleTimeMS: 60_000,
    // A field that is absent stays absent: partial indexes need that.
    ignoreUndefined: true,
    promoteBuffers: true,
    monitorCommands: onCommand !== undefined,
  };
}

async function answering(client: MongoClient, withinMs: number): Promise<void> {
  const until = clock.now() + withinMs;
  for (;;) {
    try {
      await client.connect();
      return;
    } catch (error) {
      if (!isConnectivity(error) || clock.now() >= until) throw error;
      await sleep(LIFE_SIGN_EVERY_MS);
    }
  }
}

const hello = (db: Db): Promise<Document> => db.admin().command({ hello: 1 });

const databaseNow = async (db: Db): Promise<number> => ((await hello(db)).localTime as Date).getTime();

function rethrow(error: unknown): never {
  throw asUnavailable(error);
}
