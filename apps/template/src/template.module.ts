import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { templateQuestions } from '#libs/contracts';
import { Bus, serve, type HandlersOf } from '#libs/messaging';
import { Health, Log } from '#libs/observability';
import { inspectDatabase, openMigrated, syncIndexes, type MongoSession } from '#libs/persistence';
import type { ServiceDefinition } from '#libs/service-host';
import { DefaultsOnce } from './application/defaults-once.ts';
import { readTemplateConfig, type TemplateConfig } from './config/settings.ts';
import { answersOf, owned } from './inbound/messaging/handlers.ts';
import { BusVendorRules } from './outbound/messaging/bus-vendor-rules.ts';
import { collectionsOf } from './outbound/mongo/collections.ts';
import { templateIndexes } from './outbound/mongo/indexes.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';
import { MongoTemplates } from './outbound/mongo/templates.repository.ts';

/** Answers on the bus, and ends with the service. */
class RunningTemplates implements OnApplicationShutdown {
  constructor(
    readonly answers: HandlersOf<typeof templateQuestions>,
    private readonly session: MongoSession,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }
}

async function compose(config: TemplateConfig, bus: Bus, log: Log, health: Health): Promise<RunningTemplates> {
  const { mongoUri: uri, mongoDatabase: database } = config;
  const session = await openMigrated({ uri, database }, { owner: 'template', migrations, log, health });
  await syncIndexes(session, templateIndexes);
  health.add('mongodb', () => session.ping());
  const templates = new MongoTemplates(collectionsOf(session));
  const ports = { templates, vendorRules: new BusVendorRules(bus), defaults: new DefaultsOnce(templates) };
  const answers = answersOf({ ...ports, inspect: () => inspectDatabase(session, templateIndexes) });
  return new RunningTemplates(answers, session);
}

class TemplateModule {}

export const template: ServiceDefinition<TemplateConfig> = {
  name: 'template',
  readConfig: readTemplateConfig,
  contracts: owned,
  module: (config): DynamicModule => ({
    module: TemplateModule,
    controllers: [serve(templateQuestions, RunningTemplates, ({ answers }: RunningTemplates) => answers)],
    providers: [
      {
        provide: RunningTemplates,
        inject: [Bus, Log, Health],
        useFactory: (bus: Bus, log: Log, health: Health) => compose(config, bus, log, health),
      },
    ],
  }),
};
