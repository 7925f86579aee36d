import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBase32 } from '#libs/kernel';
import { startMongod, startNats } from '#libs/servers';
import { MongoClient } from 'mongodb';
import { testNats } from '../../../../libs/messaging/testing/index.ts';

type RoomVariable = 'NATS_URL' | 'NATS_SUBJECT_PREFIX' | 'NATS_STREAM_MAX_BYTES' | 'MONGODB_URI' | 'MONGODB_DATABASE';

/** A database and a part of the bus that no other spec uses. */
export interface Room {
  /** The environment to start a service with. */
  readonly env: Readonly<Record<RoomVariable, string>>;
  /** Removes all of it. */
  close(): Promise<void>;
}

/** On the servers that the run has started for all its specs. */
export async function openRoom(): Promise<Room> {
  const uri = process.env.MONGODB_URI;
  if (uri === undefined) throw new Error('Run this spec with jest.integration.config.mjs, which starts the servers.');
  const nats = await testNats();
  const { natsUrl, subjectPrefix, streamMaxBytes } = nats.settings;
  const database = `test_${randomBase32(12)}`;
  return {
    env: {
      NATS_URL: natsUrl,
      NATS_SUBJECT_PREFIX: subjectPrefix,
      NATS_STREAM_MAX_BYTES: String(streamMaxBytes),
      MONGODB_URI: uri,
      MONGODB_DATABASE: database,
    },
    close: async () => {
      await nats.close();
      const client = await MongoClient.connect(uri);
      await client.db(database).dropDatabase();
      await client.close();
    },
  };
}

export interface OwnServers extends Room {
  readonly servers: {
    readonly mongod: Awaited<ReturnType<typeof startMongod>>;
    readonly nats: Awaited<ReturnType<typeof startNats>>;
  };
}

/** On a mongod and a nats-server that no other spec uses. */
export async function startOwnServers(): Promise<OwnServers> {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-servers-'));
  const [mongod, nats] = await Promise.all([
    startMongod({ dataDir: join(folder, 'mongo') }),
    startNats({ storeDir: join(folder, 'nats') }),
  ]);
  return {
    env: {
      NATS_URL: nats.url,
      NATS_SUBJECT_PREFIX: '',
      NATS_STREAM_MAX_BYTES: String(16 * 1024 * 1024),
      MONGODB_URI: mongod.uri,
      MONGODB_DATABASE: 'postrider',
    },
    servers: { mongod, nats },
    close: async () => {
      await Promise.all([mongod.stop(), nats.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
