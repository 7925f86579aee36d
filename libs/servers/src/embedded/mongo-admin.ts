import { connect } from 'node:net';
import { MongoClient, MongoServerError, type Db } from 'mongodb';
import { monotonicMs, sleep } from '#libs/kernel';

export interface ReplicaSet {
  readonly port: number;
  readonly setName: string;
  readonly pid: number;
  readonly dataDir: string;
}

const NOT_YET_INITIALIZED = 94;
const INVALID_REPLICA_SET_CONFIG = 93;
const LOOK_EVERY_MS = 15;

/**
 * Waits until the mongod at the port answers, checks that it is the one that was started, initiates its replica set of
 * one (or sets its new port) and waits until it takes writes. Rejects with the reason of `ended` once that aborts.
 * Returns its version.
 */
export async function readyReplicaSet(set: ReplicaSet, ended: AbortSignal, withinMs: number): Promise<string> {
  const deadline = monotonicMs() + withinMs;
  await until(deadline, ended, () => accepts(set.port));
  const client = new MongoClient(`mongodb://127.0.0.1:${set.port}/?directConnection=true`, {
    appName: 'postrider-starter',
    serverSelectionTimeoutMS: withinMs,
    maxPoolSize: 1,
  });
  ended.addEventListener('abort', () => void client.close(), { once: true });
  try {
    const admin = client.db('admin');
    const version = await refuseStranger(admin, set);
    await configure(admin, set);
    await until(deadline, ended, async () => (await admin.command({ hello: 1 })).isWritablePrimary === true);
    return version;
  } catch (error) {
    ended.throwIfAborted();
    throw error;
  } finally {
    await client.close();
  }
}

/**
 * The driver gives up for good on a client whose first connection is refused, so the client is made only once this is
 * true.
 */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
}

/** A client that reached another mongod would write its data there. */
async function refuseStranger(admin: Db, set: ReplicaSet): Promise<string> {
  const { pid, version } = await admin.command({ serverStatus: 1, repl: 0, metrics: 0, wiredTiger: 0 });
  const { parsed } = await admin.command({ getCmdLineOpts: 1 });
  if (Number(pid) === set.pid && parsed?.storage?.dbPath === set.dataDir) return String(version);
  throw new Error(`Port ${set.port} is answered by another mongod (process ${pid}), not by the one just started.`);
}

async function configure(admin: Db, set: ReplicaSet): Promise<void> {
  const host = `127.0.0.1:${set.port}`;
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === host) return;
    const members = [{ ...config.members[0], host }];
    await admin.command({ replSetReconfig: { ...config, members, version: config.version + 1 }, force: true });
  } catch (error) {
    const code = error instanceof MongoServerError ? error.code : undefined;
    if (code !== NOT_YET_INITIALIZED && code !== INVALID_REPLICA_SET_CONFIG) throw error;
    await admin.command({ replSetInitiate: { _id: set.setName, members: [{ _id: 0, host }] } });
  }
}

async function until(deadline: number, ended: AbortSignal, met: () => Promise<boolean>): Promise<void> {
  while (!(await met())) {
    ended.throwIfAborted();
    if (monotonicMs() > deadline) throw new Error('It did not become ready in time.');
    await sleep(LOOK_EVERY_MS);
  }
}
