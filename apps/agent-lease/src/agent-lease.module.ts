import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { agentQuestions } from '#libs/contracts';
import { serve, type HandlersOf } from '#libs/messaging';
import { Health, Log } from '#libs/observability';
import { inspectDatabase, openMigrated, syncIndexes, type MongoSession } from '#libs/persistence';
import type { ServiceDefinition } from '#libs/service-host';
import { readAgentLeaseConfig, type AgentLeaseConfig } from './config/settings.ts';
import { HealthController } from './inbound/http/health.controller.ts';
import { answersOf, owned } from './inbound/messaging/handlers.ts';
import { agentIndexes } from './outbound/mongo/indexes.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';

/** Answers on the bus, and ends with the service. */
class RunningAgents implements OnApplicationShutdown {
  constructor(
    readonly answers: HandlersOf<typeof agentQuestions>,
    private readonly session: MongoSession,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }
}

async function compose(config: AgentLeaseConfig, log: Log, health: Health): Promise<RunningAgents> {
  const { mongoUri: uri, mongoDatabase: database } = config;
  const session = await openMigrated({ uri, database }, { owner: 'agent-lease', migrations, log, health });
  await syncIndexes(session, agentIndexes);
  health.add('mongodb', () => session.ping());
  const answers = answersOf({ inspect: () => inspectDatabase(session, agentIndexes) });
  return new RunningAgents(answers, session);
}

class AgentLeaseModule {}

export const agentLease: ServiceDefinition<AgentLeaseConfig> = {
  name: 'agent-lease',
  readConfig: readAgentLeaseConfig,
  contracts: owned,
  module: (config): DynamicModule => ({
    module: AgentLeaseModule,
    controllers: [HealthController, serve(agentQuestions, RunningAgents, ({ answers }: RunningAgents) => answers)],
    providers: [
      {
        provide: RunningAgents,
        inject: [Log, Health],
        useFactory: (log: Log, health: Health) => compose(config, log, health),
      },
    ],
  }),
  http: ({ agentPort: port, agentHost: host }) => ({ port, host }),
};
