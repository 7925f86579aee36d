import { randomBytes } from 'node:crypto';
import { newApiKey } from '#libs/kernel';

/**
 * Fresh values for everything docker-compose.yml wants from outside. The sandbox's account stands there twice: once as its
 * own, and once as what the adapters use until a real account takes its place.
 */
export function newSecrets(): Readonly<Record<string, string>> {
  const twilio = {
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
  };
  const aws = {
    AWS_ACCESS_KEY_ID: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    AWS_SECRET_ACCESS_KEY: randomBytes(30).toString('base64'),
  };
  return {
    API_KEY_PEPPER: key(),
    JWT_SECRET: key(),
    TENANT_KEY: key(),
    VENDOR_KEY: key(),
    SEED_ADMIN_PASSWORD: randomBytes(12).toString('base64url'),
    SEED_API_KEY: newApiKey('test').key,
    ...ofSandbox(twilio),
    ...ofSandbox(aws),
    TWILIO_API_URL: SANDBOX_URL,
    TWILIO_ENVIRONMENT: 'test',
    ...twilio,
    TWILIO_PHONE_NUMBER: '+15005550006',
    AWS_ENDPOINT_URL: SANDBOX_URL,
    AWS_ENVIRONMENT: 'test',
    ...aws,
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '000000000000',
    AWS_SNS_DELIVERY_LOGS: 'yes',
  };
}

/** Where the sandbox is among the containers. */
const SANDBOX_URL = 'http://sandbox:8025';

const ofSandbox = (account: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(account).map(([name, value]) => [`SANDBOX_${name}`, value]));

const key = (): string => randomBytes(32).toString('base64');
