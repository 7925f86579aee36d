import { randomBytes } from 'node:crypto';
import { newApiKey } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';
import { vendors } from '../apps/vendors.generated.ts';

export type Values = Readonly<Record<string, string>>;

/** Keys of this installation, which are not edited: each is in a file with its name in lower case. */
export const IN_FILES = [
  'AGENT_REGISTRATION_SECRET',
  'API_KEY_PEPPER',
  'AUDIT_CHAIN_KEY',
  'JWT_SECRET',
  'SEED_ADMIN_PASSWORD',
  'TENANT_KEY',
  'VENDOR_KEY',
] as const;

/** Of later versions: an installation without it gets one. */
export const ADDED_LATER: readonly string[] = ['AGENT_REGISTRATION_SECRET', 'AUDIT_CHAIN_KEY'];

export interface Secrets {
  /** Lines of .env. */
  readonly written: Values;
  /** The lines of each vendor among them. */
  readonly ofVendors: readonly Values[];
  /** Files of secrets/. */
  readonly files: Values;
}

/**
 * New values for everything that docker-compose.yml takes from outside. The account of every fake vendor is there
 * twice: as its own, and as the account that the adapter uses until a real one replaces it.
 */
export function newSecrets(): Secrets {
  const files = {
    agent_registration_secret: randomBytes(12).toString('base64url'),
    api_key_pepper: key(),
    audit_chain_key: key(),
    jwt_secret: key(),
    seed_admin_password: randomBytes(12).toString('base64url'),
    tenant_key: key(),
    vendor_key: key(),
  };
  const ofVendors = vendors.map(settingsOf);
  const written = { SEED_API_KEY: newApiKey('test').key, ...Object.assign({}, ...ofVendors) };
  return { written, ofVendors, files };
}

/** The sandbox's address among the containers. */
const SANDBOX_URL = 'http://sandbox:8025';

function settingsOf({ newCredentials, account, atSandbox }: VendorDescriptor): Values {
  const credentials = newCredentials();
  const ofSandbox = Object.entries(credentials).map(([name, value]) => [`SANDBOX_${name}`, value]);
  return { ...Object.fromEntries(ofSandbox), ...credentials, ...account, ...atSandbox(SANDBOX_URL) };
}

const key = (): string => randomBytes(32).toString('base64');
