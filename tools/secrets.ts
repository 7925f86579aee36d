import { randomBytes } from 'node:crypto';
import { newApiKey } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';
import { vendors } from '../apps/vendors.generated.ts';

export type Values = Readonly<Record<string, string>>;

/** What stands in a file each, in lower case: keys of this installation, which nobody edits. */
export const IN_FILES = ['API_KEY_PEPPER', 'JWT_SECRET', 'SEED_ADMIN_PASSWORD', 'TENANT_KEY', 'VENDOR_KEY'] as const;

export interface Secrets {
  /** Lines of .env. */
  readonly written: Values;
  /** Those of them that are of a vendor, for each vendor. */
  readonly ofVendors: readonly Values[];
  /** Files of secrets/. */
  readonly files: Values;
}

/**
 * Fresh values for everything docker-compose.yml wants from outside. The account of every fake vendor stands there twice:
 * once as its own, and once as what the adapter uses until a real account takes its place.
 */
export function newSecrets(): Secrets {
  const files = {
    api_key_pepper: key(),
    jwt_secret: key(),
    seed_admin_password: randomBytes(12).toString('base64url'),
    tenant_key: key(),
    vendor_key: key(),
  };
  const ofVendors = vendors.map(settingsOf);
  const written = { SEED_API_KEY: newApiKey('test').key, ...Object.assign({}, ...ofVendors) };
  return { written, ofVendors, files };
}

/** Where the sandbox is among the containers. */
const SANDBOX_URL = 'http://sandbox:8025';

function settingsOf({ newCredentials, account, atSandbox }: VendorDescriptor): Values {
  const credentials = newCredentials();
  const ofSandbox = Object.entries(credentials).map(([name, value]) => [`SANDBOX_${name}`, value]);
  return { ...Object.fromEntries(ofSandbox), ...credentials, ...account, ...atSandbox(SANDBOX_URL) };
}

const key = (): string => randomBytes(32).toString('base64');
