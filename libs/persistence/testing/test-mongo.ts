import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBase32 } from '#libs/kernel';
import { startMongod } from '#libs/servers';
import { openSession, type MongoSession, type SessionOptions } from '../src/index.ts';

export interface TestMongo extends AsyncDisposable {
  readonly uri: string;
  readonly database: string;
  readonly session: MongoSession;
  /** Another session on the same database, as another replica would have. */
  open(options?: Partial<SessionOptions>): Promise<MongoSession>;
  /** Drops the database, closes every session, and ends the mongod if it was started for this. */
  close(): Promise<void>;
}

/** An empty database on a real mongod: the one of `MONGODB_URI`, else one of its own. */
export async function testMongo(options: Partial<SessionOptions> = {}): Promise<TestMongo> {
  const given = process.env.MONGODB_URI;
  const mongod = given ? undefined : await ownMongod();
  const uri = given ?? mongod!.uri;
  const database = `test_${randomBase32(12)}`;

  const sessions: MongoSession[] = [];
  const open = async (more: Partial<SessionOptions> = {}): Promise<MongoSession> => {
    const session = await openSession({ uri, database, ...options, ...more });
    sessions.push(session);
    return session;
  };
  const session = await open();
  const close = async (): Promise<void> => {
    await session.db.dropDatabase();
    await Promise.all(sessions.map((each) => each.close()));
    await mongod?.stop();
  };
  return { uri, database, session, open, close, [Symbol.asyncDispose]: close };
}

export interface OwnMongod {
  readonly uri: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A mongod that no other test uses, so that it can be stopped and killed; its data is removed with it. */
export async function ownMongod(): Promise<OwnMongod> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postrider-mongod-'));
  const mongod = await startMongod({ dataDir });
  const stop = async (): Promise<void> => {
    await mongod.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { uri: mongod.uri, pid: mongod.pid, stop };
}
