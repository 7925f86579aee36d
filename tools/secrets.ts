import { randomBytes } from 'node:crypto';
import { newApiKey } from '#libs/kernel';

type Values = Readonly<Record<string, string>>;

/** What stands in a file each, in lower case: keys of this installation, which nobody edits. */
export const IN_FILES = ['API_KEY_PEPPER', 'JWT_SECRET', 'SEED_ADMIN_PASSWORD', 'TENANT_KEY', 'VENDOR_KEY'] as const;

/**
 * Fresh values for everything docker-compose.yml wants from outside: lines of .env, and files of secrets/. The sandbox's
 * account stands there twice: once as its own, and once as what the adapters use until a real account takes its place.
 */
export function newSecrets(): { readonly written: Values; readonly files: Values } {
  const twilio = {
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
  };
  const aws = {
    AWS_ACCESS_KEY_ID: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    AWS_SECRET_ACCESS_KEY: randomBytes(30).toString('base64'),
  };
  const files = {
    api_key_pepper: key(),
    jwt_secret: key(),
    seed_admin_password: randomBytes(12).toString('base64url'),
    tenant_key: key(),
    vendor_key: key(),
  };
  const written = {
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
  return { written, files };
}

/** Where the sandbox is among the containers. */
const SANDBOX_URL = 'http://sandbox:8025';

const ofSandbox = (account: Values): Values =>
  Object.fromEntries(Object.entries(account).map(([name, value]) => [`SANDBOX_${name}`, value]));

const key = (): string => randomBytes(32).toString('base64');
