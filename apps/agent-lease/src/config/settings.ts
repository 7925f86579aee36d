import {
  ADDRESS_EXPECTED,
  isAddressOrNetwork,
  isTenantId,
  readConfig,
  setting,
  type ConfigOf,
  type Setting,
  type TenantId,
} from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import { keySettings, mongoSettings } from '#libs/persistence';

const tenant: Setting<TenantId> = {
  ...setting.text('SEED_TENANT', {
    describe:
      'The first tenant (8 characters of base32); AGENT_REGISTRATION_SECRET and vendor accounts made from settings belong to it.',
    fallback: '00000001',
  }),
  parse: (raw) => {
    if (!isTenantId(raw)) throw new Error('8 characters of lower-case base32');
    return raw;
  },
};

const proxies = setting.list('TRUSTED_PROXIES', {
  describe:
    'Proxies in front of the gateway, and the gateway itself in front of agent-lease (IP addresses or networks, comma separated); their X-Forwarded-For and X-Forwarded-Host headers are trusted.',
  fallback: '',
});
const trustedProxies: Setting<readonly string[]> = {
  ...proxies,
  parse: (raw) => {
    const addresses = proxies.parse(raw);
    if (!addresses.every(isAddressOrNetwork)) throw new Error(`a list with commas between, each ${ADDRESS_EXPECTED}`);
    return addresses;
  },
};

export const agentLeaseSettings = {
  ...natsSettings,
  ...mongoSettings,
  ...opsSettings,
  ...keySettings,
  agentPort: setting.port('AGENT_PORT', { describe: 'Where phones call.', fallback: '8010' }),
  agentHost: setting.listenAddress('AGENT_HOST', {
    describe: 'Address that phones call; 127.0.0.1: only through the gateway.',
    fallback: '0.0.0.0',
  }),
  trustedProxies,
  registrationSecret: setting.optionalText('AGENT_REGISTRATION_SECRET', {
    describe: 'With it phones register in the first tenant, unless that tenant has set its own.',
    secret: true,
  }),
  seedTenant: tenant,
  leaseSeconds: setting.integer('LEASE_SECONDS', {
    describe: 'How long a phone may hold a message that it has not reported.',
    fallback: '300',
    min: 1,
    max: 3_600,
  }),
  perMinute: setting.integer('AGENT_RATE_LIMIT_PER_MIN', {
    describe: 'Messages that one phone gets in any 60 seconds; 0: no limit, nor one for its calls.',
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
