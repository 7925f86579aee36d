import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongod, startNats } from '#libs/servers';

/**
 * Gives the whole run one MongoDB and one NATS, on free ports, unless the environment names them. Jest's workers
 * inherit the addresses.
 */
export default async function serversUp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'postrider-servers-'));
  running.push({ stop: () => rm(folder, { recursive: true }) });
  await Promise.all([startMongo(join(folder, 'mongod')), startBroker(join(folder, 'nats'))]);
}

/** The servers that the teardown stops, the last first. */
export const running: { stop(): Promise<void> }[] = [];

async function startMongo(dataDir: string): Promise<void> {
  if (process.env.MONGODB_URI) return;
  const mongod = await startMongod({ dataDir });
  running.push(mongod);
  process.env.MONGODB_URI = mongod.uri;
}

async function startBroker(storeDir: string): Promise<void> {
  if (process.env.NATS_URL) return;
  const nats = await startNats({ storeDir });
  running.push(nats);
  process.env.NATS_URL = nats.url;
}
