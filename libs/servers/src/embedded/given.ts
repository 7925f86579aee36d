import { MongoClient, type Document } from 'mongodb';
import { isAtLeast, MONGOD, NATS_SERVER } from '../finder/version.ts';
import { MAX_PAYLOAD_BYTES } from './nats.ts';
import { natsGreeting, type NatsGreeting } from './nats-greeting.ts';

const ANSWERS_WITHIN_MS = 5_000;

/** Throws unless the MongoDB of `MONGODB_URI` answers and is suitable for Postrider. Never repeats the URI. */
export async function checkGivenMongo(uri: string): Promise<void> {
  const { hello, build } = await askMongo(uri);
  const version = String(build.version);
  if (!isAtLeast(version, MONGOD.oldest))
    throw new Error(`The MongoDB of MONGODB_URI is ${version}; ${MONGOD.oldest} or newer is needed.`);
  if (hello.setName === undefined && hello.msg !== 'isdbgrid')
    throw new Error(
      'The MongoDB of MONGODB_URI is not a replica set; start it with --replSet, a set of one is enough.',
    );
}

async function askMongo(uri: string): Promise<{ hello: Document; build: Document }> {
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(uri, { serverSelectionTimeoutMS: ANSWERS_WITHIN_MS, appName: 'postrider-starter' });
    const admin = client.db('admin');
    return { hello: await admin.command({ hello: 1 }), build: await admin.command({ buildInfo: 1 }) };
  } catch (error) {
    const why = (error as Error).name;
    throw new Error(
      `MONGODB_URI is set, but no MongoDB could be used there (${why}). Without it an embedded one is started.`,
      { cause: error },
    );
  } finally {
    await client?.close();
  }
}

/** Throws unless one of the servers of `NATS_URL` answers and is suitable for Postrider. */
export async function checkGivenNats(urls: string): Promise<void> {
  const greeting = await firstGreeting(urls.split(','));
  if (!greeting)
    throw new Error('NATS_URL is set, but no nats-server answers there. Without it an embedded one is started.');
  if (!isAtLeast(greeting.version, NATS_SERVER.oldest))
    throw new Error(`The nats-server of NATS_URL is ${greeting.version}; ${NATS_SERVER.oldest} or newer is needed.`);
  if (greeting.jetstream !== true)
    throw new Error('The nats-server of NATS_URL has no JetStream; start it with --jetstream.');
  if (greeting.max_payload < MAX_PAYLOAD_BYTES)
    throw new Error(
      `The nats-server of NATS_URL takes ${greeting.max_payload} bytes at once; set max_payload to ${MAX_PAYLOAD_BYTES}.`,
    );
}

async function firstGreeting(urls: readonly string[]): Promise<NatsGreeting | undefined> {
  for (const url of urls) {
    const address = url.includes('://') ? url.trim() : `nats://${url.trim()}`;
    if (!URL.canParse(address)) continue;
    const { hostname, port } = new URL(address);
    const greeting = await natsGreeting(hostname, Number(port || 4222));
    if (greeting) return greeting;
  }
  return undefined;
}
