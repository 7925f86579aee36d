import {
  DESTINATION_EXPECTED,
  hasNationalNumbers,
  isDestination,
  isTenantId,
  parseApiKey,
  REGION_EXPECTED,
  setting,
  type Setting,
  type TenantId,
} from '#libs/kernel';

const SHORTEST_PASSWORD = 8;
const KNOWN_PASSWORDS = ['admin123', 'password', 'changeme', 'postrider'];

const tenant: Setting<TenantId> = {
  ...setting.text('SEED_TENANT', { describe: 'The tenant that exists from the first start.', fallback: '00000001' }),
  parse: (raw) => {
    if (!isTenantId(raw)) throw new Error('8 characters of lower-case base32');
    return raw;
  },
};

const list = setting.list('SEED_DESTINATIONS', {
  describe:
    'Countries the first tenant may send to (ISO 3166 alpha-2, comma separated), * for every country; applied at a start if it changed.',
  fallback: '',
});
const destinations: Setting<readonly string[]> = {
  ...list,
  parse: (raw) => {
    const countries = list.parse(raw);
    if (!countries.every(isDestination)) throw new Error(`a list with commas between, each ${DESTINATION_EXPECTED}`);
    return countries;
  },
};

const defaultRegion: Setting<string | undefined> = {
  ...setting.optionalText('SEED_DEFAULT_REGION', {
    describe: 'Country of numbers the first tenant writes without a country code; applied at a start if it changed.',
  }),
  parse: (raw) => {
    if (raw !== '' && !hasNationalNumbers(raw)) throw new Error(REGION_EXPECTED);
    return raw === '' ? undefined : raw;
  },
};

const adminPassword: Setting<string | undefined> = {
  ...setting.optionalText('SEED_ADMIN_PASSWORD', {
    describe:
      'Password of the first administrator (or ADMIN_PASSWORD). Without it the first start makes one: it is printed, in production written to FIRST_PASSWORD_FILE.',
    secret: true,
    alias: 'ADMIN_PASSWORD',
  }),
  parse: (raw) => {
    if (raw === '') return undefined;
    if (raw.length < SHORTEST_PASSWORD || KNOWN_PASSWORDS.includes(raw.toLowerCase()))
      throw new Error(`${SHORTEST_PASSWORD} characters or more and none of the well-known defaults`);
    return raw;
  },
};

const apiKey: Setting<string | undefined> = {
  ...setting.optionalText('SEED_API_KEY', { describe: 'An API key that is valid from the first start.', secret: true }),
  parse: (raw) => {
    if (raw !== '' && parseApiKey(raw) === undefined) throw new Error('an API key with a right checksum');
    return raw === '' ? undefined : raw;
  },
};

/** What a start makes. */
export const seedSettings = {
  seedTenant: tenant,
  seedDestinations: destinations,
  seedDefaultRegion: defaultRegion,
  seedAdmin: setting.flag('SEED_ADMIN', {
    describe: 'Whether a start makes the first administrator, if there is none.',
    fallback: '1',
  }),
  seedAdminUsername: setting.text('SEED_ADMIN_USERNAME', {
    describe: 'Name of the first administrator (or ADMIN_USERNAME).',
    fallback: 'admin',
    alias: 'ADMIN_USERNAME',
  }),
  seedAdminPassword: adminPassword,
  firstPasswordFile: setting.text('FIRST_PASSWORD_FILE', {
    describe:
      'Where production writes a password that it made for the first administrator; only its owner may read it.',
    fallback: '.data/admin-password',
  }),
  seedApiKey: apiKey,
};
