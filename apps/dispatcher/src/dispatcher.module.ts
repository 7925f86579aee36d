import type { DynamicModule, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import { dispatcherQuestions, wake, type InboundText } from '#libs/contracts';
import { newHolder, timesScaledBy, type TenantId } from '#libs/kernel';
import { Bus, serve, type HandlersOf } from '#libs/messaging';
import { Draining, Health, Log, Metrics } from '#libs/observability';
import { createCodec, inspectDatabase, Outbox, type MongoSession } from '#libs/persistence';
import type { ServiceDefinition } from '#libs/service-host';
import { Acceptance } from './application/accept/acceptance.ts';
import { DeliveryEngine } from './application/deliver/delivery-engine.ts';
import { Feeder } from './application/wake/feed.ts';
import { MOST_HANDS } from './application/scheduling/hands.ts';
import { ReceiptAsker } from './application/ledger/ask-receipts.ts';
import { ReceiptPoller } from './application/ledger/poll-receipts.ts';
import { recordTexts } from './application/inbound-texts/record-texts.ts';
import type { RouteRecord } from './application/routes/ports.ts';
import { recordReceipts, type IncomingReceipt } from './application/ledger/record-receipts.ts';
import { UrgentFirstScheduler } from './application/scheduling/urgent-first-scheduler.ts';
import { OptOutChanges } from './application/opt-outs/opt-out-changes.ts';
import { PhoneRoutes } from './application/phones/phone-routes.ts';
import { PhoneCalls } from './application/phones/phone-calls.ts';
import { Routing } from './application/routing/routing.ts';
import { ChangeSweep } from './application/ledger/sweep.ts';
import { Wakes } from './application/wake/wakes.ts';
import { readDispatcherConfig, type DispatcherConfig } from './config/settings.ts';
import { answersOf, heard, owned, wakeHandlersOf } from './inbound/messaging/handlers.ts';
import { Maintenance } from './inbound/schedule/maintenance.ts';
import { tasksOf } from './inbound/schedule/tasks.ts';
import { BusPhoneHints } from './outbound/messaging/bus-phone-hints.ts';
import { BusReceiptPolls } from './outbound/messaging/bus-polls.ts';
import { BusAnnouncements, BusWakeQueue } from './outbound/messaging/bus-queues.ts';
import { tenantRulesFrom } from './outbound/messaging/bus-tenant-rules.ts';
import { BusVendors } from './outbound/messaging/bus-vendors.ts';
import { MongoAccounts } from './outbound/mongo/accounts.repository.ts';
import { MongoAwaitedReceipts } from './outbound/mongo/awaited-receipts.repository.ts';
import { MongoChangeOutbox } from './outbound/mongo/change-outbox.ts';
import { collectionsOf } from './outbound/mongo/collections.ts';
import { MongoConversations } from './outbound/mongo/conversations.repository.ts';
import { MongoDeadLetters } from './outbound/mongo/dead-letters.repository.ts';
import { gather } from './outbound/mongo/gather.ts';
import { MongoDuplicateGuards } from './outbound/mongo/duplicate-guards.repository.ts';
import { MongoOptOuts } from './outbound/mongo/opt-outs.repository.ts';
import { MongoEvidence } from './outbound/mongo/evidence.repository.ts';
import { ledgerIndexes } from './outbound/mongo/indexes.ts';
import { MongoLeadership } from './outbound/mongo/leadership.ts';
import { holdsSealed } from './outbound/mongo/holds-sealed.ts';
import { MongoInboundTexts } from './outbound/mongo/inbound-texts.repository.ts';
import { MongoLists } from './outbound/mongo/lists.repository.ts';
import { MongoMessages } from './outbound/mongo/messages.repository.ts';
import { MongoPhoneMessages } from './outbound/mongo/phone-messages.repository.ts';
import { MongoRouteHealth } from './outbound/mongo/route-health.repository.ts';
import { openLedger } from './outbound/mongo/open-ledger.ts';
import { QuotaBlocks } from './application/accept/quota-blocks.ts';
import { MongoQuotas } from './outbound/mongo/quotas.repository.ts';
import { MongoRequests } from './outbound/mongo/requests.repository.ts';
import { MongoRouteStates } from './outbound/mongo/route-states.repository.ts';
import { MongoRoutingSource } from './outbound/mongo/routing-source.repository.ts';
import { messageMetrics, showQueues } from './outbound/message-metrics.ts';
import { routeMetrics, showRoutes, showWaiting } from './outbound/route-metrics.ts';
import { MongoPhones } from './outbound/mongo/phones.repository.ts';
import { MongoPools } from './outbound/mongo/pools.repository.ts';
import { MongoPriceLists } from './outbound/mongo/price-lists.repository.ts';
import { MongoPolicies } from './outbound/mongo/policies.repository.ts';
import { MongoWaitingMessages } from './outbound/mongo/waiting-messages.repository.ts';
import { MongoSettingsPlaces } from './outbound/mongo/settings-places.repository.ts';
import { MongoSenders } from './outbound/mongo/senders.repository.ts';

/** Answers on the bus, and ends with the service. */
class RunningDispatcher implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    readonly answers: HandlersOf<typeof dispatcherQuestions>,
    readonly wakes: HandlersOf<typeof wake>,
    readonly hears: HandlersOf<typeof heard>,
    private readonly session: MongoSession,
    private readonly finish: () => Promise<void>,
  ) {}

  /** The bus takes no more calls now, but still sends: running work ends here. */
  onModuleDestroy(): Promise<void> {
    return this.finish();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }
}

/** A vendor waits for its callback's answer. */
const RECEIPTS_EVERY_MS = 25;
/** Two more wake-ups than a lane ever has hands for: a waiting wake-up must be fetched before a hand becomes free. */
const WAKES = { concurrency: MOST_HANDS + 2 };
/** Larger counts of dead letters are shown as this number. */
const MOST_COUNTED = 10_000;

async function compose(
  config: DispatcherConfig,
  bus: Bus,
  log: Log,
  metrics: Metrics,
  health: Health,
  draining: Draining,
): Promise<RunningDispatcher> {
  const times = timesScaledBy(config.timeScale);
  const session = await openLedger(config, log, metrics, health);
  const collections = collectionsOf(session);
  const counts = messageMetrics(metrics);
  const source = new MongoRoutingSource(collections, log);
  const announcements = new BusAnnouncements(bus, log, counts, source);
  const ports = {
    messages: new MongoMessages(collections, times),
    requests: new MongoRequests(collections),
    evidence: new MongoEvidence(collections),
    awaited: new MongoAwaitedReceipts(collections),
    quotas: new QuotaBlocks(new MongoQuotas(collections)),
    guards: new MongoDuplicateGuards(collections),
    outbox: new MongoChangeOutbox(new Outbox(session.collection('dispatcher_outbox')), log),
    codec: await createCodec({
      keyFile: config.keyFile,
      session,
      log,
      holdsSealed: (tenant) => holdsSealed(collections, tenant),
    }),
    accounts: new MongoAccounts(collections),
    states: new MongoRouteStates(collections, announcements, log),
    policies: new MongoPolicies(collections),
    phones: new MongoPhones(collections),
    pools: new MongoPools(collections),
    prices: new MongoPriceLists(collections),
    places: new MongoSettingsPlaces(collections),
    senders: new MongoSenders(collections),
    deadLetters: new MongoDeadLetters(collections),
    optOuts: new MongoOptOuts(collections),
    optOutChanges: new OptOutChanges(announcements),
    inboundTexts: new MongoInboundTexts(collections),
    conversations: new MongoConversations(collections),
    tenantRules: tenantRulesFrom(bus),
    lists: new MongoLists(collections),
    phoneMessages: new MongoPhoneMessages(collections),
    hints: new BusPhoneHints(bus, log),
    healthStore: new MongoRouteHealth(collections),
    waiting: new MongoWaitingMessages(collections),
    vendors: new BusVendors(bus, times),
    polls: new BusReceiptPolls(bus),
    seedTenant: config.seedTenant as TenantId,
    timeScale: config.timeScale,
    metrics: counts,
    announcements,
    gather,
    log,
    times,
  };
  const { messages, requests, quotas, guards, outbox } = ports;
  const routing = new Routing({ ...ports, source, metrics: routeMetrics(metrics), me: newHolder() });
  const { table: routes, router, watch } = routing;

  const stopping = new AbortController();
  const engine = new DeliveryEngine({ ...ports, routes, routing, stopping: stopping.signal });
  const work = {
    ...ports,
    routes,
    router,
    watch,
    deliveries: engine,
    planner: engine.planner,
    urgentFirst: new UrgentFirstScheduler(),
    stopping: stopping.signal,
  };
  const acceptance = new Acceptance(work);
  const inbound = { ...work, submit: acceptance.submit.bind(acceptance) };
  const wakes = new Wakes(work);
  const phoneCalls = new PhoneCalls(work);
  const phoneRoutes = new PhoneRoutes(work);
  const receipts = ports.gather<IncomingReceipt>('receipts', RECEIPTS_EVERY_MS, (some) => recordReceipts(work, some));
  const recordAll = async (some: readonly IncomingReceipt[]): Promise<void> => {
    await Promise.all(some.map((receipt) => receipts.add(receipt)));
  };

  const polling = new AbortController();
  const feeder = new Feeder(messages, new BusWakeQueue(bus), times);
  const changes = new ChangeSweep(work);
  const recordPolled = ({ _id: route, ...of }: RouteRecord, texts: InboundText[]): Promise<void> =>
    recordTexts(inbound, { ...of, route, texts });
  const poller = new ReceiptPoller({
    ...ports,
    recordReceipts: recordAll,
    recordTexts: recordPolled,
    stopping: polling.signal,
  });
  const asker = new ReceiptAsker({ ...work, recordReceipts: recordAll, stopping: polling.signal });
  const tasks = tasksOf({
    feeder,
    acceptance,
    routing,
    changes,
    poller,
    asker,
    phoneRoutes,
    inbound,
    times,
    timeScale: config.timeScale,
  });
  const maintenance = new Maintenance({ tasks, leadership: new MongoLeadership(session, 'maintenance'), times, log });
  maintenance.start();
  draining.during('maintenance', () => {
    polling.abort();
    return maintenance.stop();
  });
  // Messages that are not granted now are left to another process: a later attempt would not end before this process
  // does.
  draining.during('granting', async () => {
    stopping.abort();
    router.stop();
  });
  showRoutes(metrics, { routes: () => routes.all(), windows: () => router.windowSizes() });
  showQueues(metrics, feeder, () => messages.countDeadLetters(MOST_COUNTED));
  showWaiting(metrics, () => ports.waiting.counts(MOST_COUNTED));

  const inspect = () => inspectDatabase(session, ledgerIndexes);
  const answers = answersOf({ ...inbound, acceptance, poller, asker, receipts, calls: phoneCalls, inspect });
  const hears = { routesChanged: () => routes.refresh() };
  return new RunningDispatcher(answers, wakeHandlersOf(wakes), hears, session, async () => {
    await Promise.all([acceptance.drain(), wakes.drain(), phoneCalls.drain()]);
    await engine.drain();
    await receipts.drain();
    await Promise.all([messages.drain(), guards.drain(), quotas.drain(), requests.drain(), outbox.drain()]);
  });
}

class DispatcherModule {}

export const dispatcher: ServiceDefinition<DispatcherConfig> = {
  name: 'dispatcher',
  readConfig: readDispatcherConfig,
  contracts: owned,
  module: (config): DynamicModule => ({
    module: DispatcherModule,
    controllers: [
      serve(dispatcherQuestions, RunningDispatcher, ({ answers }: RunningDispatcher) => answers),
      serve(wake, RunningDispatcher, ({ wakes }: RunningDispatcher) => wakes, WAKES),
      serve(heard, RunningDispatcher, ({ hears }: RunningDispatcher) => hears),
    ],
    providers: [
      {
        provide: RunningDispatcher,
        inject: [Bus, Log, Metrics, Health, Draining],
        useFactory: (bus: Bus, log: Log, metrics: Metrics, health: Health, draining: Draining) =>
          compose(config, bus, log, metrics, health, draining),
      },
    ],
  }),
};
