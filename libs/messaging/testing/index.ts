import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { randomBase32 } from '#libs/kernel';
import { Bus, BusLink, BusStrategy, MessagingModule, type NatsConfig } from '#libs/messaging';
import {
  createMetrics,
  Draining,
  Health,
  nestLog,
  ObservabilityModule,
  silentLog,
  type Log,
} from '#libs/observability';
import { provideNats } from '#libs/servers';
import type { ServedParts } from './parts.ts';

export { canned, type Canned, type CannedService } from './canned.ts';
export { partsOf, type ServedParts } from './parts.ts';

export interface Served {
  readonly app: INestMicroservice;
  readonly bus: Bus;
  readonly link: BusLink;
  readonly strategy: BusStrategy;
  close(): Promise<void>;
}

export interface TestNats {
  /** Settings for a service's configuration; the prefix is unique to this one. */
  readonly settings: NatsConfig;
  /** A link of its own, for a caller of this name. */
  link(service: string, log?: Log): Promise<BusLink>;
  bus(service: string): Promise<Bus>;
  /** Starts the controllers on the bus. */
  serve(parts: ServedParts): Promise<Served>;
  /** Closes everything opened here and deletes the streams of this prefix. */
  close(): Promise<void>;
}

interface Broker {
  readonly url: string;
  users: number;
  end(): Promise<void>;
}

/** A real nats-server: the one of `NATS_URL`, else one of this spec file's own. */
export async function testNats(): Promise<TestNats> {
  const broker = await sharedBroker();
  broker.users += 1;
  const subjectPrefix = `t${randomBase32(8)}.`;
  const settings = { natsUrl: broker.url, subjectPrefix, streamMaxBytes: 16 * 1024 * 1024, streamReplicas: 1 };
  const opened: { close(): Promise<void> }[] = [];

  const link = async (service: string, log = silentLog()): Promise<BusLink> => {
    const made = await BusLink.connect({ ...settings, service, log, metrics: createMetrics(service) });
    opened.push(made);
    return made;
  };
  const close = async (): Promise<void> => {
    await removeStreams(settings);
    await Promise.all(opened.map((one) => one.close()));
    broker.users -= 1;
    if (broker.users === 0) await broker.end();
  };
  return {
    settings,
    link,
    bus: async (service) => new Bus(await link(service)),
    serve: async (parts) => {
      const served = await serveOn(await link(parts.name, parts.log), parts);
      opened.unshift(served);
      return served;
    },
    close,
  };
}

@Module({})
class ServedModule {}

/** Starts controllers on a link, wired as the service host does it. */
export async function serveOn(link: BusLink, parts: ServedParts): Promise<Served> {
  const { contracts, controllers, providers = [] } = parts;
  const { log, metrics } = link;
  const strategy = new BusStrategy(link, contracts);
  const observability = { log, metrics, health: new Health(), draining: new Draining() };
  const root = {
    module: ServedModule,
    imports: [ObservabilityModule.of(observability), MessagingModule.of(link)],
    controllers: [...controllers],
    providers: [...providers],
  };
  const app = await NestFactory.createMicroservice(root, { strategy, logger: nestLog(log), abortOnError: false });
  await app.listen();
  const close = async (): Promise<void> => {
    await app.close();
    await link.close();
  };
  return { app, bus: app.get(Bus), link, strategy, close };
}

let broker: Promise<Broker> | undefined;

function sharedBroker(): Promise<Broker> {
  broker ??= startBroker();
  return broker;
}

async function startBroker(): Promise<Broker> {
  const storeDir = await mkdtemp(join(tmpdir(), 'postrider-nats-'));
  const server = await provideNats({ storeDir });
  const end = async (): Promise<void> => {
    broker = undefined;
    if (!('given' in server)) await server.stop();
    await rm(storeDir, { recursive: true, force: true });
  };
  return { url: server.url, users: 0, end };
}

async function removeStreams(settings: NatsConfig): Promise<void> {
  const service = 'cleaner';
  const link = await BusLink.connect({ ...settings, service, log: silentLog(), metrics: createMetrics(service) });
  const { streams } = await jetstreamManager(link.connection);
  const prefix = settings.subjectPrefix.replace(/[^\w-]/g, '_');
  for await (const { config } of streams.list()) if (config.name.startsWith(prefix)) await streams.delete(config.name);
  await link.close();
}
