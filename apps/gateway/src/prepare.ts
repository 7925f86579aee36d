import 'reflect-metadata';
import { silentLog } from '#libs/observability';
import { prepareProgram } from '#libs/persistence';
import { seed } from './application/tenants/seed.ts';
import { readPrepareConfig } from './config/index.ts';
import { Argon2Passwords } from './outbound/crypto/argon2-passwords.ts';
import { PepperedHasher } from './outbound/crypto/key-hasher.ts';
import { MongoApiKeys } from './outbound/mongo/api-keys.repository.ts';
import { INDEXES } from './outbound/mongo/indexes.ts';
import { migrations } from './outbound/mongo/migrations/index.ts';
import { MongoTenants } from './outbound/mongo/tenants.repository.ts';
import { MongoUsers } from './outbound/mongo/users.repository.ts';

await prepareProgram({
  owner: 'gateway',
  readConfig: readPrepareConfig,
  migrations,
  indexes: INDEXES,
  more: async (session, config) => {
    const users = new MongoUsers(session);
    const name = config.seedAdminUsername.toLowerCase();
    const isThere = (await users.findByName(name)) !== undefined;
    await seed(
      {
        tenants: new MongoTenants(session),
        users,
        keys: new MongoApiKeys(session),
        passwords: new Argon2Passwords(),
        hasher: new PepperedHasher(config.apiKeyPepper),
        log: silentLog(),
      },
      config,
    );
    if (!config.seedAdmin) return 'No user was made: SEED_ADMIN is 0.';
    if (isThere) return `The user ${name} is there already; their password is as it was.`;
    return config.seedAdminPassword === undefined
      ? 'No user was made: SEED_ADMIN_PASSWORD is not set.'
      : `The user ${name} is made.`;
  },
});
