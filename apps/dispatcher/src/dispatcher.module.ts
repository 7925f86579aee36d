import type { DynamicModule, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import {
  readMessage,
  readRequest,
  receipts,
  registerAccount,
  statusChanged,
  submit,
  vendorAccount,
  wake,
} from '#libs/contracts';
import { timesScaledBy, type TenantId } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { Draining, Health, Log, Metrics } from '#libs/observability';
import { createCodec, openSession, Outbox, syncIndexes, WriteGatherer, type MongoSession } from '#libs/persistence';
import type { ServiceDefinition } from '#libs/service-host';
import { Feeder } from './application/feed.ts';
import type { Gather } from './application/ports.ts';
import { Verbs } from './application/verbs.ts';
import { readDispatcherConfig, type DispatcherConfig } from './config/settings.ts';
import { DispatcherController } from './inbound/messaging/dispatcher.controller.ts';
import { Maintenance } from './inbound/schedule/maintenance.ts';
import { BusAnnouncements, BusWakeQueue } from './outbound/messaging/bus-queues.ts';
import { BusVendors } from './outbound/messaging/bus-vendors.ts';
import { MongoAccounts } from './outbound/mongo/accounts.repository.ts';
import { MongoChangeOutbox } from './outbound/mongo/change-outbox.ts';
import { collectionsOf, ledgerIndexes } from './outbound/mongo/collections.ts';
import { MongoEvidence } from './outbound/mongo/evidence.repository.ts';
import { MongoLeadership } from './outbound/mongo/leadership.ts';
import { MongoMessages } from './outbound/mongo/messages.repository.ts';
import { MongoRequests } from './outbound/mongo/requests.repository.ts';

/** The ports with their adapters, and the loops that run while the service does. */
class Dispatcher implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    readonly verbs: Verbs,
    private readonly session: MongoSession,
    private readonly finish: () => Promise<void>,
  ) {}

  /** The bus takes nothing more by now, but still carries calls: what was begun ends here. */
  async onModuleDestroy(): Promise<void> {
    await this.verbs.drain();
    await this.finish();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }
}

async function compose(
  config: DispatcherConfig,
  bus: Bus,
  log: Log,
  metrics: Metrics,
  health: Health,
  draining: Draining,
): Promise<Dispatcher> {
  const times = timesScaledBy(config.timeScale);
  const commands = metrics.counter('postrider_mongodb_commands_total', 'Commands sent', ['command', 'collection']);
  const session = await openSession({
    uri: config.mongoUri,
    database: config.mongoDatabase,
    onCommand: ({ name, collection }) => commands.inc({ command: name, collection }),
  });
  await syncIndexes(session, ledgerIndexes);
  const collections = collectionsOf(session);
  const messages = new MongoMessages(collections, times);
  const requests = new MongoRequests(collections);
  const outbox = new MongoChangeOutbox(new Outbox(session.collection('dispatcher_outbox')), log);
  const verbs = new Verbs({
    requests,
    messages,
    evidence: new MongoEvidence(collections),
    outbox,
    accounts: new MongoAccounts(collections),
    codec: await createCodec({ keyFile: config.keyFile, session }),
    vendors: new BusVendors(bus, times),
    announcements: new BusAnnouncements(bus),
    seedTenant: config.seedTenant as TenantId,
    log,
    gather,
    times,
    timeScale: config.timeScale,
  });

  const feeder = new Feeder(messages, new BusWakeQueue(bus), times);
  const maintenance = new Maintenance(verbs, feeder, new MongoLeadership(session, 'maintenance'), times, log);
  maintenance.start();
  health.add('mongodb', () => session.ping());
  draining.during('maintenance', () => maintenance.stop());
  draining.during('granting', async () => verbs.stopGranting());
  metrics.gauge('postrider_route_slots_in_use', 'Messages in the air by route', ['route'], (gauge) => {
    for (const { route, slots } of verbs.slotsInUse()) gauge.set({ route }, slots);
  });
  return new Dispatcher(verbs, session, async () => {
    await Promise.all([messages.drain(), requests.drain(), outbox.drain()]);
  });
}

const gather: Gather = <Item>(name: string, flush: (items: readonly Item[]) => Promise<void>) =>
  new WriteGatherer<Item, void>({
    name,
    flush: async (items) => {
      await flush(items);
      return items.map(() => undefined);
    },
  });

class DispatcherModule {}

const contracts = [submit, readMessage, readRequest, registerAccount, vendorAccount, receipts, wake, statusChanged];

export const dispatcher: ServiceDefinition<DispatcherConfig> = {
  name: 'dispatcher',
  readConfig: readDispatcherConfig,
  contracts,
  module: (config): DynamicModule => ({
    module: DispatcherModule,
    controllers: [DispatcherController],
    providers: [
      {
        provide: Dispatcher,
        inject: [Bus, Log, Metrics, Health, Draining],
        useFactory: (bus: Bus, log: Log, metrics: Metrics, health: Health, draining: Draining) =>
          compose(config, bus, log, metrics, health, draining),
      },
      { provide: Verbs, inject: [Dispatcher], useFactory: ({ verbs }: Dispatcher) => verbs },
    ],
  }),
};
