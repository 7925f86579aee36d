import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { agentQuestions, gatewayContracts } from '#libs/contracts';
import { Bus, clientOf, serve, type HandlersOf } from '#libs/messaging';
import { Draining, Health, Log, Metrics } from '#libs/observability';
import { inspectDatabase, openMigrated, syncIndexes, type MongoSession } from '#libs/persistence';
import type { ServiceDefinition } from '#libs/service-host';
import { Denials } from './application/denials.ts';
import { FreeParts } from './application/free-parts.ts';
import { Guesses } from './application/guesses.ts';
import { Polls } from './application/next-jobs.ts';
import { PhoneTokens } from './application/phone-tokens.ts';
import { AWAY_AFTER_MS, Presence } from './application/presence.ts';
import { showPhones } from './application/show-phones.ts';
import { Waiters } from './application/waiters.ts';
import { composeBudgets } from './budgets.module.ts';
import { readAgentLeaseConfig, type AgentLeaseConfig } from './config/settings.ts';
import { HealthController } from './inbound/http/health.controller.ts';
import { PhoneService } from './inbound/http/phone-service.ts';
import { PhonesController, RegistrationController } from './inbound/http/phones.controller.ts';
import { configureServer, fastifyOptions } from './inbound/http/server.ts';
import { answersOf, heard, hearingOf, owned } from './inbound/messaging/handlers.ts';
import { runBudgetSweep } from './inbound/schedule/budget-sweep.ts';
import { runTicks } from './inbound/schedule/ticks.ts';
import { KeyFileSecrets } from './outbound/crypto/key-file-secrets.ts';
import { BusAnnouncements } from './outbound/messaging/bus-announcements.ts';
import { BusAudit } from './outbound/messaging/bus-audit.ts';
import { BusLeaseUses, BusLeasing, dispatcherOf, orUnavailable } from './outbound/messaging/bus-dispatcher.ts';
import { MongoAgents } from './outbound/mongo/agents.repository.ts';
import { collectionsOf } from './outbound/mongo/collections.ts';
import { MongoEnrolmentCodes } from './outbound/mongo/enrolment-codes.repository.ts';
import { agentIndexes } from './outbound/mongo/indexes.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';
import { MongoRegistrationSecrets } from './outbound/mongo/registration-secrets.repository.ts';

const HEARTBEAT_S = 30;

/** Answers phones and the bus, and ends with the service. */
class RunningAgents implements OnApplicationShutdown {
  constructor(
    readonly answers: HandlersOf<typeof agentQuestions>,
    readonly hearing: HandlersOf<typeof heard>,
    readonly phones: PhoneService,
    private readonly session: MongoSession,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }
}

interface Around {
  readonly bus: Bus;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly draining: Draining;
}

async function compose(
  config: AgentLeaseConfig,
  { bus, log, metrics, health, draining }: Around,
): Promise<RunningAgents> {
  const { mongoUri: uri, mongoDatabase: database } = config;
  const session = await openMigrated({ uri, database }, { owner: 'agent-lease', migrations, log, health });
  await syncIndexes(session, agentIndexes);
  health.add('mongodb', () => session.ping());

  const collections = collectionsOf(session);
  const hasher = new KeyFileSecrets(config.keyFile);
  const agents = new MongoAgents(collections.agents, hasher);
  const { phones, inbound } = dispatcherOf(bus);
  const { tenants } = clientOf(bus, gatewayContracts, orUnavailable);
  const audit = new BusAudit(bus, log);
  const denials = new Denials(audit);
  const guesses = new Guesses();
  const waiters = new Waiters();
  const presence = new Presence({ agents, phones, log }, AWAY_AFTER_MS / config.timeScale);
  const leaseUses = new BusLeaseUses(phones);
  const { budgets, sweep } = composeBudgets({ session, leases: leaseUses, metrics, log, perMinute: config.perMinute });
  const ports = {
    ...{ agents, hasher, phones, inbound, tenants, audit, denials, guesses, waiters, presence, log, settings: config },
    codes: new MongoEnrolmentCodes(collections.codes),
    secrets: new MongoRegistrationSecrets(collections.secrets, hasher),
    tokens: new PhoneTokens({ agents, hasher, denials }),
    announcements: new BusAnnouncements(bus, log),
    budgets,
    leasing: new BusLeasing(bus),
    freeParts: new FreeParts(agents),
    leaseMs: config.leaseSeconds * 1_000,
    draining: draining.signal,
    polls: metrics.counter('postrider_phone_polls_total', 'Calls of phones for messages, by how they ended.', [
      'outcome',
    ]),
    leases: metrics.counter('postrider_phone_leases_total', 'Messages that were given to phones.'),
    perMinute: config.perMinute,
  };
  const polls = new Polls(ports);
  showPhones(metrics, agents, waiters, log);

  const ticks = runTicks(
    {
      everySecond: [() => presence.tick(), () => denials.flush()],
      everyMinute: [() => polls.forgetIdle(), () => guesses.forgetIdle()],
    },
    draining.signal,
    log,
  );
  const sweeps = runBudgetSweep(sweep, draining.signal, log);
  draining.during('phones', async () => {
    await Promise.all([ticks, sweeps]);
    await presence.write();
    await audit.end();
  });

  const inspect = () => inspectDatabase(session, agentIndexes);
  const heartbeatS = Math.max(1, Math.round(HEARTBEAT_S / config.timeScale));
  const service = new PhoneService(ports, polls, heartbeatS);
  return new RunningAgents(answersOf({ ...ports, inspect }), hearingOf(ports.tokens, waiters), service, session);
}

class AgentLeaseModule {}

export const agentLease: ServiceDefinition<AgentLeaseConfig> = {
  name: 'agent-lease',
  readConfig: readAgentLeaseConfig,
  contracts: owned,
  module: (config): DynamicModule => ({
    module: AgentLeaseModule,
    controllers: [
      HealthController,
      RegistrationController,
      PhonesController,
      serve(agentQuestions, RunningAgents, ({ answers }: RunningAgents) => answers),
      serve(heard, RunningAgents, ({ hearing }: RunningAgents) => hearing),
    ],
    providers: [
      {
        provide: RunningAgents,
        inject: [Bus, Log, Metrics, Health, Draining],
        useFactory: (bus: Bus, log: Log, metrics: Metrics, health: Health, draining: Draining) =>
          compose(config, { bus, log, metrics, health, draining }),
      },
      { provide: PhoneService, inject: [RunningAgents], useFactory: ({ phones }: RunningAgents) => phones },
    ],
  }),
  http: ({ agentPort: port, agentHost: host, trustedProxies }) => ({
    ...{ port, host, bodyParser: false },
    fastify: fastifyOptions(trustedProxies),
    configure: configureServer,
  }),
};
