import type { StandaloneConfig } from '../config.ts';
import type { DataFolder } from './data-folder.ts';
import type { FirstRun } from './first-run.ts';

export interface Addresses {
  readonly natsUrl: string;
  readonly mongoUri: string;
  readonly port: number;
  readonly sandboxPort: number;
}

type Environment = Readonly<Record<string, string>>;

/** Countries the demonstration may send to; nothing leaves the sandbox. */
const DESTINATIONS = 'HK,US,GB,VN,KR,TR,IR';
/** Twilio's own number for tests. */
const SENDER = '+15005550006';

/** What the caller set goes before what was made here, so that a real account can be tried without a file to edit. */
export function serviceEnvironment(
  { variables }: StandaloneConfig,
  folder: DataFolder,
  made: FirstRun,
  addresses: Addresses,
): Environment {
  return {
    OPS_HOST: '127.0.0.1',
    PUBLIC_URL: `http://127.0.0.1:${addresses.port}`,
    SEED_DESTINATIONS: DESTINATIONS,
    ...made,
    ...sandboxAccount(variables, addresses),
    KEY_FILE: folder.keyFile,
    ...variables,
    OPS_PORT: '0',
    NATS_URL: addresses.natsUrl,
    MONGODB_URI: addresses.mongoUri,
    PORT: String(addresses.port),
  };
}

/** An account that the caller named is a real one, so nothing of it may come from the sandbox. */
function sandboxAccount(variables: Environment, { sandboxPort }: Addresses): Environment {
  if (variables.TWILIO_ACCOUNT_SID !== undefined) return {};
  return {
    TWILIO_API_URL: `http://127.0.0.1:${sandboxPort}`,
    TWILIO_ENVIRONMENT: 'test',
    TWILIO_PHONE_NUMBER: SENDER,
  };
}

/** The sandbox knows its own account alone, and none of the installation's secrets. */
export function sandboxEnvironment(
  { variables }: StandaloneConfig,
  folder: DataFolder,
  made: FirstRun,
  sandboxPort: number,
): Environment {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = made;
  return {
    SANDBOX_DATA: folder.sandbox,
    ...variables,
    SANDBOX_PORT: String(sandboxPort),
    TWILIO_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN,
  };
}
