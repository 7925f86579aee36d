import { readConfig, setting, type ConfigOf } from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import { mongoSettings } from '#libs/persistence';

export const agentLeaseSettings = {
  ...natsSettings,
  ...mongoSettings,
  ...opsSettings,
  agentPort: setting.port('AGENT_PORT', { describe: 'Where phones call.', fallback: '8010' }),
  agentHost: setting.listenAddress('AGENT_HOST', {
    describe: 'Address that phones call; 127.0.0.1: only through the gateway.',
    fallback: '0.0.0.0',
  }),
  leaseSeconds: setting.integer('LEASE_SECONDS', {
    describe: 'How long a phone may hold a message that it has not reported.',
    fallback: '300',
    min: 1,
    max: 3_600,
  }),
  perMinute: setting.integer('AGENT_RATE_LIMIT_PER_MIN', {
    describe: 'Messages that one phone gets in any 60 seconds; 0: no limit.',
    fallback: '10',
    min: 0,
    max: 100_000,
  }),
};

/** The settings of the program that makes the database ready. */
export const prepareSettings = mongoSettings;
export const readPrepareConfig = (env: NodeJS.ProcessEnv = process.env): ConfigOf<typeof prepareSettings> =>
  readConfig(prepareSettings, env);

export type AgentLeaseConfig = ConfigOf<typeof agentLeaseSettings>;

export const readAgentLeaseConfig = (env: NodeJS.ProcessEnv = process.env): AgentLeaseConfig =>
  readConfig(agentLeaseSettings, env);
