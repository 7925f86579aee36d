import type { DynamicModule, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import {
  abandonDeadLetter,
  cancelMessage,
  cancelRequest,
  changeRoute,
  deadLetterStats,
  deleteSender,
  forceRoute,
  listAccounts,
  listDeadLetters,
  listRoutes,
  listSenders,
  noAccount,
  readMessage,
  readPolicy,
  readRequest,
  receipts,
  registerAccount,
  retryDeadLetter,
  retryDeadLetters,
  routeHistory,
  routesChanged,
  saveAccount,
  savePolicy,
  saveSender,
  simulate,
  statusChanged,
  submit,
  vendorAccount,
  vendorHealth,
  wake,
} from '#libs/contracts';
import { newHolder, timesScaledBy, type TenantId } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { Draining, Health, Log, Metrics } from '#libs/observability';
import { createCodec, Outbox, type MongoSession } from '#libs/persistence';
import type { ServiceDefinition } from '#libs/service-host';
import { Feeder } from './application/feed.ts';
import { Operations } from './application/operations.ts';
import { Routing } from './application/routing/routing.ts';
import { RouteOperations } from './application/route-operations.ts';
import { Verbs } from './application/verbs.ts';
import { readDispatcherConfig, type DispatcherConfig } from './config/settings.ts';
import { DispatcherController } from './inbound/messaging/dispatcher.controller.ts';
import { OperationsController } from './inbound/messaging/operations.controller.ts';
import { RoutingController } from './inbound/messaging/routing.controller.ts';
import { Maintenance } from './inbound/schedule/maintenance.ts';
import { BusReceiptPolls } from './outbound/messaging/bus-polls.ts';
import { BusAnnouncements, BusRouteAnnouncements, BusWakeQueue } from './outbound/messaging/bus-queues.ts';
import { BusVendors } from './outbound/messaging/bus-vendors.ts';
import { MongoAccounts } from './outbound/mongo/accounts.repository.ts';
import { MongoChangeOutbox } from './outbound/mongo/change-outbox.ts';
import { collectionsOf } from './outbound/mongo/collections.ts';
import { MongoDeadLetters } from './outbound/mongo/dead-letters.repository.ts';
import { gather } from './outbound/mongo/gather.ts';
import { MongoEvidence } from './outbound/mongo/evidence.repository.ts';
import { MongoLeadership } from './outbound/mongo/leadership.ts';
import { holdsSealed } from './outbound/mongo/holds-sealed.ts';
import { MongoMessages } from './outbound/mongo/messages.repository.ts';
import { MongoRouteHealth } from './outbound/mongo/route-health.repository.ts';
import { openLedger } from './outbound/mongo/open-ledger.ts';
import { MongoRequests } from './outbound/mongo/requests.repository.ts';
import { MongoRouteStates } from './outbound/mongo/route-states.repository.ts';
import { MongoRoutingSource } from './outbound/mongo/routing-source.repository.ts';
import { messageMetrics, showQueues } from './outbound/message-metrics.ts';
import { routeMetrics, showRoutes, showWaiting } from './outbound/route-metrics.ts';
import { MongoPolicies } from './outbound/mongo/policies.repository.ts';
import { MongoWaitingMessages } from './outbound/mongo/waiting-messages.repository.ts';
import { MongoSettingsPlaces } from './outbound/mongo/settings-places.repository.ts';
import { MongoSenders } from './outbound/mongo/senders.repository.ts';

/** The ports with their adapters, and the loops that run while the service does. */
class Dispatcher implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    readonly verbs: Verbs,
    readonly operations: Operations,
    readonly routeOperations: RouteOperations,
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

/** More dead letters than this are shown as this many. */
const MOST_COUNTED = 10_000;

async function compose(
  config: DispatcherConfig,
  bus: Bus,
  log: Log,
  metrics: Metrics,
  health: Health,
  draining: Draining,
): Promise<Dispatcher> {
  const times = timesScaledBy(config.timeScale);
  const session = await openLedger(config, log, metrics, health);
  const collections = collectionsOf(session);
  const messages = new MongoMessages(collections, times);
  const requests = new MongoRequests(collections);
  const outbox = new MongoChangeOutbox(new Outbox(session.collection('dispatcher_outbox')), log);
  const vendors = new BusVendors(bus, times);
  const accounts = new MongoAccounts(collections);
  const senders = new MongoSenders(collections);
  const policies = new MongoPolicies(collections);
  const source = new MongoRoutingSource(collections, log);
  const announcements = new BusRouteAnnouncements(bus, log, () => source.countChange());
  const states = new MongoRouteStates(collections, announcements, log);
  const healthStore = new MongoRouteHealth(collections);
  const waiting = new MongoWaitingMessages(collections);
  const seedTenant = config.seedTenant as TenantId;
  const { timeScale } = config;
  const routing = new Routing({
    source,
    states,
    waiting,
    healthStore,
    vendors,
    metrics: routeMetrics(metrics),
    log,
    times,
    timeScale,
    me: newHolder(),
  });
  const counts = messageMetrics(metrics);
  const ledger = {
    requests,
    messages,
    evidence: new MongoEvidence(collections),
    outbox,
    codec: await createCodec({
      keyFile: config.keyFile,
      session,
      log,
      holdsSealed: (tenant) => holdsSealed(collections, tenant),
    }),
    announcements: new BusAnnouncements(bus, counts),
    log,
    times,
  };
  const verbs = new Verbs({
    ...ledger,
    accounts,
    seedTenant,
    routeAnnouncements: announcements,
    policies,
    places: new MongoSettingsPlaces(collections),
    vendors,
    routing,
    states,
    healthStore,
    metrics: counts,
    gather,
    timeScale,
  });
  const operations = new Operations({
    ...ledger,
    accounts,
    states,
    planner: verbs.planner,
    deadLetters: new MongoDeadLetters(collections),
    polls: new BusReceiptPolls(bus),
    submit: (request, retryOf) => verbs.submit(request, retryOf),
    recordReceipts: (receipts) => verbs.recordReceipts(receipts),
  });
  const routes = new RouteOperations({ accounts, states, policies, senders, announcements, seedTenant });

  const feeder = new Feeder(messages, new BusWakeQueue(bus), times);
  const leadership = new MongoLeadership(session, 'maintenance');
  const maintenance = new Maintenance({ verbs, operations, feeder, leadership, times, log, timeScale });
  maintenance.start();
  draining.during('maintenance', () => maintenance.stop());
  draining.during('granting', async () => verbs.stopGranting());
  showRoutes(metrics, { routes: () => routing.table.all(), windows: () => routing.router.windowSizes() });
  showQueues(metrics, feeder, () => messages.countDeadLetters(MOST_COUNTED));
  showWaiting(metrics, () => waiting.counts(MOST_COUNTED));
  return new Dispatcher(verbs, operations, routes, session, async () => {
    await Promise.all([messages.drain(), requests.drain(), outbox.drain()]);
  });
}

class DispatcherModule {}

const contracts = [
  submit,
  readMessage,
  readRequest,
  registerAccount,
  noAccount,
  vendorAccount,
  receipts,
  ...Object.values(wake),
  statusChanged,
  routesChanged,
  vendorHealth,
  simulate,
  listRoutes,
  changeRoute,
  forceRoute,
  routeHistory,
  readPolicy,
  savePolicy,
  listSenders,
  saveSender,
  deleteSender,
  listAccounts,
  saveAccount,
  cancelMessage,
  cancelRequest,
  listDeadLetters,
  deadLetterStats,
  retryDeadLetter,
  retryDeadLetters,
  abandonDeadLetter,
];

export const dispatcher: ServiceDefinition<DispatcherConfig> = {
  name: 'dispatcher',
  readConfig: readDispatcherConfig,
  contracts,
  module: (config): DynamicModule => ({
    module: DispatcherModule,
    controllers: [DispatcherController, RoutingController, OperationsController],
    providers: [
      {
        provide: Dispatcher,
        inject: [Bus, Log, Metrics, Health, Draining],
        useFactory: (bus: Bus, log: Log, metrics: Metrics, health: Health, draining: Draining) =>
          compose(config, bus, log, metrics, health, draining),
      },
      { provide: Verbs, inject: [Dispatcher], useFactory: ({ verbs }: Dispatcher) => verbs },
      { provide: Operations, inject: [Dispatcher], useFactory: ({ operations }: Dispatcher) => operations },
      {
        provide: RouteOperations,
        inject: [Dispatcher],
        useFactory: ({ routeOperations }: Dispatcher) => routeOperations,
      },
    ],
  }),
};
