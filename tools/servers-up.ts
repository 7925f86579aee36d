import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongod, startNats } from '#libs/servers';

/**
 * Gives the whole run one MongoDB and one NATS, on free ports, unless the environment names them. Jest's workers
 * inherit the addresses.
 */
export default async function serversUp(): Promise<void> {
  const { TEST_SERVERS = 'embedded' } = process.env;
  if (TEST_SERVERS === 'embedded') return embeddedUp();
  if (TEST_SERVERS === 'containers') return containersUp();
  throw new Error('TEST_SERVERS must be "embedded" or "containers".');
}

/** The servers that the teardown stops, the last first. */
export const running: { stop(): Promise<unknown> }[] = [];

async function embeddedUp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'postrider-servers-'));
  running.push({ stop: () => rm(folder, { recursive: true }) });
  await Promise.all([startMongo(join(folder, 'mongod')), startBroker(join(folder, 'nats'))]);
}

async function containersUp(): Promise<void> {
  for (const name of ['MONGODB_URI', 'NATS_URL'])
    if (process.env[name]) throw new Error(`TEST_SERVERS=containers starts its own servers: unset ${name}.`);
  const { startContainers } = await import('./containers.ts');
  const { mongoUri, natsUrl, stop } = await startContainers();
  running.push({ stop });
  Object.assign(process.env, { MONGODB_URI: mongoUri, NATS_URL: natsUrl });
}

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
