import { readServersEnvironment } from '../config/environment.ts';
import { findMongod } from '../finder/mongod.ts';
import { findNatsServer } from '../finder/nats-server.ts';
import type { FindOptions } from '../finder/search.ts';
import { checkGivenMongo, checkGivenNats } from './given.ts';
import { startMongod, type Mongod, type MongodOptions } from './mongod.ts';
import { startNats, type NatsOptions, type NatsServer } from './nats.ts';

/** A server that others run: it is used and never stopped. */
export interface Given {
  readonly given: true;
}

/** The MongoDB of `MONGODB_URI` if that is set, else one of our own. */
export async function provideMongo(options: MongodOptions & FindOptions): Promise<(Given & { uri: string }) | Mongod> {
  const uri = (options.environment ?? readServersEnvironment()).mongoUri;
  if (uri === undefined) return startMongod({ ...options, binary: options.binary ?? (await findMongod(options)).path });
  await checkGivenMongo(uri);
  return { given: true, uri };
}

/** The NATS of `NATS_URL` if that is set, else one of our own. */
export async function provideNats(options: NatsOptions & FindOptions): Promise<(Given & { url: string }) | NatsServer> {
  const url = (options.environment ?? readServersEnvironment()).natsUrl;
  if (url === undefined)
    return startNats({ ...options, binary: options.binary ?? (await findNatsServer(options)).path });
  await checkGivenNats(url);
  return { given: true, url };
}
