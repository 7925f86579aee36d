import {
  ADDRESS_EXPECTED,
  isAddressOrNetwork,
  outboundSettings,
  readConfig,
  setting,
  type ConfigOf,
  type Setting,
} from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import { mongoSettings } from '#libs/persistence';
import { safecareSettings } from './safecare.ts';
import { seedSettings } from './seeds.ts';

const SHORTEST_SECRET = 32;
const MOST_PER_PERIOD = 1_000_000_000;

const jwtSecret: Setting<string> = {
  ...setting.text('JWT_SECRET', { describe: 'Signs access tokens and cursors; 32 bytes or more.', secret: true }),
  parse: (raw) => {
    if (Buffer.byteLength(raw) < SHORTEST_SECRET) throw new Error(`${SHORTEST_SECRET} bytes or more`);
    return raw;
  },
};

/** Names of the claims of tokens that another service signs with `JWT_SECRET`. */
const jwtClaim = (variable: string, names: string, fallback: string): Setting<string> =>
  setting.text(variable, {
    describe: `Claim of tokens that another service signs with JWT_SECRET: ${names}.`,
    fallback,
  });

const proxies = setting.list('TRUSTED_PROXIES', {
  describe:
    'Proxies in front of the gateway (IP addresses or networks, comma separated); their X-Forwarded-For and X-Forwarded-Host headers are trusted.',
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

const url = setting.url('PUBLIC_URL', {
  describe:
    'Where phones reach the gateway, as the codes say with which they enrol; empty: as whoever makes a code does.',
  fallback: '',
});
const publicUrl: Setting<string | undefined> = { ...url, parse: (raw) => (raw === '' ? undefined : url.parse(raw)) };

const host = setting.listenAddress('HOST', {
  describe: 'Address the public API listens on; 127.0.0.1 keeps others on the network out.',
  fallback: '0.0.0.0',
});

/** Everything the gateway reads from its environment. */
export const gatewaySettings = {
  ...natsSettings,
  ...opsSettings,
  ...mongoSettings,
  port: setting.port('PORT', { describe: 'Where the public API listens.', fallback: '8000' }),
  host,
  trustedProxies,
  allowedHosts: setting.list('ALLOWED_HOSTS', {
    describe: 'Host names that calls may use, comma separated; a call with another one gets 400. Empty: every name.',
    fallback: '',
  }),
  publicUrl,
  apiKeyPepper: setting.key('API_KEY_PEPPER', { describe: 'Keys the stored hashes of API keys and login names.' }),
  auditChainKey: setting.key('AUDIT_CHAIN_KEY', {
    describe: 'Seals the rows of the audit log. With another key the log does not verify.',
  }),
  auditAnchorFile: setting.optionalText('AUDIT_ANCHOR_FILE', {
    describe:
      'File to which the ends of the audit chains are written, on another disk than the database. Empty: they are logged.',
  }),
  auditAnchorSeconds: setting.integer('AUDIT_ANCHOR_SECONDS', {
    describe: 'Time between two of these writes.',
    fallback: '60',
    min: 1,
    max: 3_600,
  }),
  jwtSecret,
  jwtIssuer: setting.optionalText('JWT_ISSUER', {
    describe: 'The claim iss of tokens that another service signs with JWT_SECRET; empty: they have none.',
  }),
  jwtTenantClaim: setting.optionalText('JWT_TENANT_CLAIM', {
    describe:
      'Claim of tokens that another service signs with JWT_SECRET: the tenant, which may be any; empty, or a token without it: SEED_TENANT.',
  }),
  jwtUserClaim: jwtClaim('JWT_USER_CLAIM', 'the user', 'sub'),
  jwtRoleClaim: jwtClaim('JWT_ROLE_CLAIM', 'the role', 'role'),
  jwtDefaultRole: setting.oneOf('JWT_DEFAULT_ROLE', ['admin', 'operator', 'sender', 'viewer'], {
    describe: 'Role of tokens that another service signs with JWT_SECRET and that name none.',
    fallback: 'viewer',
  }),
  ...outboundSettings,
  ...safecareSettings,
  accessMinutes: setting.integer('JWT_ACCESS_MINUTES', {
    describe: 'Life of an access token.',
    fallback: '15',
    min: 1,
    max: 1_440,
  }),
  refreshDays: setting.integer('JWT_REFRESH_DAYS', {
    describe: 'Days after which a log-in that is not refreshed ends.',
    fallback: '14',
    min: 1,
    max: 90,
  }),
  keyPerDay: setting.integer('APIKEY_RATE_LIMIT_PER_DAY_DEFAULT', {
    describe: 'Messages a day of an API key that has no limit of its own.',
    fallback: '20000',
    min: 0,
    max: MOST_PER_PERIOD,
  }),
  userPerHour: setting.integer('USER_RECIPIENTS_PER_HOUR', {
    describe: 'Messages an hour of a user, such as those sent from the console.',
    fallback: '1000',
    min: 0,
    max: MOST_PER_PERIOD,
  }),
  callsPerSecond: setting.integer('CALLS_PER_SECOND', {
    describe: 'Calls a second that a gateway takes from one key or user, and twice as many at once.',
    fallback: '2000',
    min: 1,
    max: 1_000_000,
  }),
  agentLeaseUrl: setting.url('AGENT_LEASE_URL', {
    describe: 'Where agent-lease takes the calls of phones, which the gateway passes on.',
    fallback: 'http://127.0.0.1:8010',
  }),
  agentAppDir: setting.text('AGENT_APP_DIR', {
    describe: 'Folder of the built program for phones, which they download from the gateway.',
    fallback: 'dist/apps/agent',
  }),
  ...seedSettings,
};

export type GatewayConfig = ConfigOf<typeof gatewaySettings>;

/** Throws a `ConfigError` that names every variable that is missing or wrong. */
export const readGatewayConfig = (env = process.env): GatewayConfig => readConfig(gatewaySettings, env);

/** The settings of the program for API keys: those of the gateway whose keys it changes. */
export const keysSettings = {
  mongoUri: gatewaySettings.mongoUri,
  mongoDatabase: gatewaySettings.mongoDatabase,
  apiKeyPepper: gatewaySettings.apiKeyPepper,
  auditChainKey: gatewaySettings.auditChainKey,
  auditAnchorFile: gatewaySettings.auditAnchorFile,
  seedTenant: gatewaySettings.seedTenant,
};

export const readKeysConfig = (env = process.env): ConfigOf<typeof keysSettings> => readConfig(keysSettings, env);

/** The settings of the program that makes the database ready. */
export const prepareSettings = {
  mongoUri: gatewaySettings.mongoUri,
  mongoDatabase: gatewaySettings.mongoDatabase,
  apiKeyPepper: gatewaySettings.apiKeyPepper,
  seedTenant: gatewaySettings.seedTenant,
  seedDestinations: gatewaySettings.seedDestinations,
  seedDefaultRegion: gatewaySettings.seedDefaultRegion,
  seedAdmin: gatewaySettings.seedAdmin,
  seedAdminUsername: gatewaySettings.seedAdminUsername,
  seedAdminPassword: gatewaySettings.seedAdminPassword,
  seedApiKey: gatewaySettings.seedApiKey,
};

export const readPrepareConfig = (env = process.env): ConfigOf<typeof prepareSettings> =>
  readConfig(prepareSettings, env);

/** The settings of the program that verifies the audit log. */
export const auditSettings = {
  mongoUri: gatewaySettings.mongoUri,
  mongoDatabase: gatewaySettings.mongoDatabase,
  auditChainKey: gatewaySettings.auditChainKey,
  auditAnchorFile: gatewaySettings.auditAnchorFile,
};

export const readAuditConfig = (env = process.env): ConfigOf<typeof auditSettings> => readConfig(auditSettings, env);
