import { readConfig, type ConfigOf } from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import { mongoSettings } from '#libs/persistence';

export const templateSettings = { ...natsSettings, ...mongoSettings, ...opsSettings };

/** The settings of the program that makes the database ready. */
export const prepareSettings = mongoSettings;
export const readPrepareConfig = (env: NodeJS.ProcessEnv = process.env): ConfigOf<typeof prepareSettings> =>
  readConfig(prepareSettings, env);

export type TemplateConfig = ConfigOf<typeof templateSettings>;

export const readTemplateConfig = (env: NodeJS.ProcessEnv = process.env): TemplateConfig =>
  readConfig(templateSettings, env);
