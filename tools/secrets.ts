import { randomBytes } from 'node:crypto';
import { newApiKey } from '#libs/kernel';

/** Fresh values for everything docker-compose.yml wants from outside; the vendors' accounts are the sandbox's own. */
export function newSecrets(): Readonly<Record<string, string>> {
  return {
    API_KEY_PEPPER: key(),
    JWT_SECRET: key(),
    TENANT_KEY: key(),
    VENDOR_KEY: key(),
    SEED_ADMIN_PASSWORD: randomBytes(12).toString('base64url'),
    SEED_API_KEY: newApiKey('test').key,
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
    TWILIO_PHONE_NUMBER: '+15005550006',
    AWS_ACCESS_KEY_ID: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    AWS_SECRET_ACCESS_KEY: randomBytes(30).toString('base64'),
  };
}

const key = (): string => randomBytes(32).toString('base64');
