import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { readConfig, setting, type ConfigOf } from '#libs/kernel';

export const ROOT = resolve(import.meta.dirname, '../..');

export const standaloneSettings = {
  port: setting.port('PORT', { describe: 'Where the public API listens.', fallback: '8000' }),
  host: setting.listenAddress('HOST', {
    describe: 'Address the public API listens on; 0.0.0.0 lets others on the network in.',
    fallback: '127.0.0.1',
  }),
  sandboxPort: setting.port('SANDBOX_PORT', {
    describe: "The port of the fake vendors and the phones' page.",
    fallback: '8025',
  }),
  agentPort: setting.port('AGENT_PORT', {
    describe: 'Where phones that send texts call.',
    fallback: '8010',
  }),
  dataFolder: setting.text('POSTRIDER_DATA', {
    describe: 'Folder of data, logs, keys and the secrets of the first start; relative to the repository.',
    fallback: '.data',
  }),
  mongoUri: setting.optionalText('MONGODB_URI', {
    describe: 'A MongoDB replica set to use (or MONGO_URI); without it one is started.',
    secret: true,
    alias: 'MONGO_URI',
  }),
  natsUrl: setting.optionalText('NATS_URL', {
    describe: 'A NATS with JetStream to use; without it one is started.',
    secret: true,
  }),
  mongod: setting.optionalText('POSTRIDER_MONGOD', {
    describe: 'The mongod to start; without it one is looked for, and fetched if there is none.',
  }),
  isProduction: setting.isProduction,
  natsServer: setting.optionalText('POSTRIDER_NATS_SERVER', {
    describe: 'The nats-server to start; without it one is looked for, and fetched if there is none.',
  }),
};

/** The address at which this machine reaches a listener on the host and port. */
export function addressOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

export interface StandaloneConfig extends ConfigOf<typeof standaloneSettings> {
  /** The caller's variables, passed on to the services. Empty variables count as absent. */
  readonly variables: Readonly<Record<string, string>>;
}

export function readStandaloneConfig(env: NodeJS.ProcessEnv = process.env): StandaloneConfig {
  const config = readConfig(standaloneSettings, env);
  const variables = Object.entries(env).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return { ...config, dataFolder: resolve(ROOT, config.dataFolder), variables: Object.fromEntries(variables) };
}

/** npm names the script that it runs. Without npm the start may outlive the shell that started it in the background. */
export const isStartedByNpm = (env: NodeJS.ProcessEnv = process.env): boolean => env.npm_lifecycle_event === 'start';

/** The gateway's seeds, also if the caller keeps them in files. */
export function readSeeds(environment: Readonly<Record<string, string>>) {
  return readConfig(
    {
      username: setting.text('SEED_ADMIN_USERNAME', { describe: 'The administrator.', alias: 'ADMIN_USERNAME' }),
      password: setting.text('SEED_ADMIN_PASSWORD', {
        describe: 'Their password.',
        secret: true,
        alias: 'ADMIN_PASSWORD',
      }),
      apiKey: setting.text('SEED_API_KEY', { describe: 'The key.', secret: true }),
    },
    environment,
  );
}
