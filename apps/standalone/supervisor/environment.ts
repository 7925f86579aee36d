import { addressOf, type StandaloneConfig } from '../config.ts';
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
/** Where the sandbox's Amazon account is, as far as it is anywhere. */
const AWS_PLACE = { AWS_REGION: 'us-east-1', AWS_ACCOUNT_ID: '000000000000' };

/** What the caller set goes before what was made here, so that a real account can be tried without a file to edit. */
export function serviceEnvironment(
  { variables, host }: StandaloneConfig,
  folder: DataFolder,
  made: FirstRun,
  addresses: Addresses,
): Environment {
  return {
    OPS_HOST: '127.0.0.1',
    HOST: host,
    PUBLIC_URL: addressOf(host, addresses.port),
    SEED_DESTINATIONS: DESTINATIONS,
    ...without(made, (name) => isOfVendor(name) || `${name}_FILE` in variables),
    ...sandboxAccounts(variables, made, addresses),
    ...besideLiveAccounts(made, addresses),
    KEY_FILE: folder.keyFile,
    ...callersOwn(variables),
    OPS_PORT: '0',
    NATS_URL: addresses.natsUrl,
    MONGODB_URI: addresses.mongoUri,
    PORT: String(addresses.port),
  };
}

/** An account of the caller's own is a real one, so nothing of it may come from the sandbox. */
function sandboxAccounts(variables: Environment, made: FirstRun, { sandboxPort }: Addresses): Environment {
  const sandbox = sandboxAt(sandboxPort);
  return {
    ...(!hasOwn(variables, 'TWILIO') && {
      TWILIO_ACCOUNT_SID: made.TWILIO_ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: made.TWILIO_AUTH_TOKEN,
      TWILIO_API_URL: sandbox,
      TWILIO_ENVIRONMENT: 'test',
      TWILIO_PHONE_NUMBER: SENDER,
    }),
    ...(!hasOwn(variables, 'AWS') && {
      AWS_ACCESS_KEY_ID: made.AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: made.AWS_SECRET_ACCESS_KEY,
      AWS_ENDPOINT_URL: sandbox,
      AWS_ENVIRONMENT: 'test',
      AWS_SNS_DELIVERY_LOGS: 'yes',
      ...AWS_PLACE,
    }),
  };
}

/** Test keys keep the phones, whatever else sends for real. */
const besideLiveAccounts = (made: FirstRun, { sandboxPort }: Addresses): Environment => ({
  SANDBOX_URL: sandboxAt(sandboxPort),
  SANDBOX_TWILIO_ACCOUNT_SID: made.TWILIO_ACCOUNT_SID,
  SANDBOX_TWILIO_AUTH_TOKEN: made.TWILIO_AUTH_TOKEN,
  SANDBOX_AWS_ACCESS_KEY_ID: made.AWS_ACCESS_KEY_ID,
  SANDBOX_AWS_SECRET_ACCESS_KEY: made.AWS_SECRET_ACCESS_KEY,
});

const sandboxAt = (port: number): string => `http://127.0.0.1:${port}`;

/** Keys of an account are in many a shell, for other programs. Who says what the account may send means it for this one. */
const hasOwn = (variables: Environment, vendor: 'TWILIO' | 'AWS'): boolean =>
  variables[`${vendor}_ENVIRONMENT`] !== undefined;

/** Settings of an account that the caller has, but does not say what it may send. */
export const unusedSettings = (variables: Environment): readonly string[] =>
  (['TWILIO', 'AWS'] as const).flatMap((vendor) =>
    Object.keys(variables).filter((name) => CREDENTIALS[vendor].test(name) && !hasOwn(variables, vendor)),
  );

const CREDENTIALS = { TWILIO: /^TWILIO_(ACCOUNT|AUTH|API_KEY)_/, AWS: /^AWS_(ACCESS|SECRET)_/ };

const isOfVendor = (name: string): boolean => /^(TWILIO|AWS)_/.test(name);

const callersOwn = (variables: Environment): Environment =>
  without(variables, (name) => {
    const vendor = isOfVendor(name) && (name.startsWith('AWS_') ? 'AWS' : 'TWILIO');
    return vendor && !hasOwn(variables, vendor) && !name.startsWith('AWS_SNS_');
  });

const without = (variables: object, goes: (name: string) => boolean): Environment =>
  Object.fromEntries(Object.entries(variables as Environment).filter(([name]) => !goes(name)));

/** The sandbox knows its own accounts alone, and none of the installation's secrets. */
export function sandboxEnvironment(
  { variables }: StandaloneConfig,
  folder: DataFolder,
  made: FirstRun,
  sandboxPort: number,
): Environment {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = made;
  return {
    SANDBOX_DATA: folder.sandbox,
    ...without(variables, isOfVendor),
    SANDBOX_PORT: String(sandboxPort),
    TWILIO_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    ...AWS_PLACE,
  };
}
