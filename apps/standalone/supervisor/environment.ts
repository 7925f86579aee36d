import type { VendorDescriptor } from '#libs/provider-kit';
import { vendors } from '../../vendors.generated.ts';
import { addressOf, type StandaloneConfig } from '../config.ts';
import type { DataFolder } from './data-folder.ts';

export interface Addresses {
  readonly natsUrl: string;
  readonly mongoUri: string;
  readonly port: number;
  readonly sandboxPort: number;
  readonly agentPort: number;
}

type Environment = Readonly<Record<string, string>>;

/** Countries to which the demonstration may send; nothing leaves the sandbox. */
const DESTINATIONS = 'HK,US,GB,VN,KR,TR,IR';

/**
 * The caller's variables take precedence over generated ones, so that a real account can be tried without editing a
 * file.
 */
export function serviceEnvironment(
  { variables, host, isProduction }: StandaloneConfig,
  folder: DataFolder,
  made: Environment,
  addresses: Addresses,
): Environment {
  return {
    OPS_HOST: '127.0.0.1',
    HOST: host,
    AGENT_HOST: host,
    PUBLIC_URL: addressOf(host, addresses.port),
    SEED_DESTINATIONS: DESTINATIONS,
    ...without(made, (name) => isOfVendor(name) || isCallersOwn(name, variables)),
    ...(isProduction ? {} : sandboxAccounts(variables, made, addresses)),
    ...(isProduction ? {} : { OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' }),
    ...besideLiveAccounts(made, addresses),
    KEY_FILE: folder.keyFile,
    AUDIT_ANCHOR_FILE: folder.auditAnchors,
    ...callersOwn(variables),
    OPS_PORT: '0',
    NATS_URL: addresses.natsUrl,
    MONGODB_URI: addresses.mongoUri,
    PORT: String(addresses.port),
    AGENT_PORT: String(addresses.agentPort),
    AGENT_LEASE_URL: addressOf(variables.AGENT_HOST ?? host, addresses.agentPort),
  };
}

/** In a file, or under the other name of a setting of the first administrator. */
const isCallersOwn = (name: string, variables: Environment): boolean =>
  [name, name.replace(/^SEED_ADMIN_/, 'ADMIN_')].some((it) => it in variables || `${it}_FILE` in variables);

/** An account of the caller's own is a real one, so none of its settings may come from the sandbox. */
function sandboxAccounts(variables: Environment, made: Environment, { sandboxPort }: Addresses): Environment {
  const notTheCallers = vendors.filter((vendor) => !hasOwn(variables, vendor));
  return merged(notTheCallers, (vendor) => ({
    ...sandboxAccount(vendor, made),
    ...vendor.atSandbox(sandboxAt(sandboxPort)),
  }));
}

/** Test keys keep using the sandbox's phones beside live accounts. */
const besideLiveAccounts = (made: Environment, { sandboxPort }: Addresses): Environment => ({
  SANDBOX_URL: sandboxAt(sandboxPort),
  ...merged(vendors, (vendor) =>
    Object.fromEntries(Object.entries(credentials(vendor, made)).map(([name, value]) => [`SANDBOX_${name}`, value])),
  ),
});

const sandboxAt = (port: number): string => `http://127.0.0.1:${port}`;

const sandboxAccount = (vendor: VendorDescriptor, made: Environment): Environment => ({
  ...credentials(vendor, made),
  ...vendor.account,
});

const credentials = (vendor: VendorDescriptor, made: Environment): Environment =>
  without(made, (name) => !vendor.credentials.includes(name));

/**
 * Many shells have keys of an account for other programs. A caller who sets the account's environment means it for this
 * one.
 */
const hasOwn = (variables: Environment, { prefix }: VendorDescriptor): boolean =>
  variables[`${prefix}ENVIRONMENT`] !== undefined;

/** Settings of the caller's accounts whose environment is not set. */
export const unusedSettings = (variables: Environment): readonly string[] =>
  vendors
    .filter((vendor) => !hasOwn(variables, vendor))
    .flatMap(({ credentials: own, otherNames = {} }) =>
      Object.keys(variables).filter((name) => {
        const written = name.replace(/_FILE$/, '');
        return own.includes(otherNames[written] ?? written);
      }),
    );

const isOfVendor = (name: string): boolean => vendors.some(({ prefix }) => name.startsWith(prefix));

const callersOwn = (variables: Environment): Environment =>
  without(variables, (name) =>
    vendors.some((vendor) => {
      const { prefix, ownPrefix, otherNames = {} } = vendor;
      const isOwn = ownPrefix !== undefined && name.startsWith(ownPrefix);
      return (name.startsWith(prefix) || Object.hasOwn(otherNames, name)) && !isOwn && !hasOwn(variables, vendor);
    }),
  );

const merged = (of: readonly VendorDescriptor[], settings: (vendor: VendorDescriptor) => Environment): Environment =>
  Object.assign({}, ...of.map(settings)) as Environment;

const without = (variables: object, goes: (name: string) => boolean): Environment =>
  Object.fromEntries(Object.entries(variables as Environment).filter(([name]) => !goes(name)));

/** The sandbox knows only its own accounts and, for its phones that send, the secret with which phones register. */
export function sandboxEnvironment(
  { variables, host, isProduction }: StandaloneConfig,
  folder: DataFolder,
  made: Environment,
  { sandboxPort, agentPort }: Pick<Addresses, 'sandboxPort' | 'agentPort'>,
): Environment {
  const isSecret = (name: string): boolean => /^AGENT_REGISTRATION_SECRET(_FILE)?$/.test(name);
  return {
    SANDBOX_DATA: folder.sandbox,
    SANDBOX_PHONES: isProduction ? '0' : '2',
    ...without(made, (name) => !isSecret(name) || isCallersOwn(name, variables) || isProduction),
    ...without(variables, (name) => isOfVendor(name) || (isProduction && isSecret(name))),
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_AGENT_URL: addressOf(variables.AGENT_HOST ?? host, agentPort),
    ...merged(vendors, (vendor) => sandboxAccount(vendor, made)),
  };
}
