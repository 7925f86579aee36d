import { readConfig, setting, type ConfigOf } from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import { keySettings, mongoSettings } from '#libs/persistence';

export const dispatcherSettings = {
  ...natsSettings,
  ...mongoSettings,
  ...keySettings,
  ...opsSettings,
  seedTenant: setting.text('SEED_TENANT', {
    describe: 'The first tenant (8 characters of base32); vendor accounts made from settings belong to it.',
    fallback: '00000001',
  }),
};

/** The settings of the program that makes the database ready. */
export const prepareSettings = mongoSettings;
export const readPrepareConfig = (env: NodeJS.ProcessEnv = process.env): ConfigOf<typeof prepareSettings> =>
  readConfig(prepareSettings, env);

export type DispatcherConfig = ConfigOf<typeof dispatcherSettings>;

export const readDispatcherConfig = (env: NodeJS.ProcessEnv = process.env): DispatcherConfig =>
  readConfig(dispatcherSettings, env);
