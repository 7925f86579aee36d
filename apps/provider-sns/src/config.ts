import {
  ConfigError,
  PostriderError,
  readConfig,
  secureAddressInProduction,
  setting,
  type ConfigOf,
  type SenderRule,
} from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import {
  optionalSenderSetting,
  providerSettings,
  settingsOfEnvironment,
  typedSender,
  typedSettings,
  type OwnAccount,
  type TypedAccount,
  type TypedSettings,
} from '#libs/provider-kit';

/** `AWS.SNS.SMS.SenderID` and `AWS.MM.SMS.OriginationNumber` (SNS Developer Guide, "Publishing to a mobile phone"). */
export const SNS_SENDERS: SenderRule = {
  kinds: ['number', 'short_code', 'name'],
  digits: [5, 14],
  characters: [3, 11],
  signs: '-',
  signs_inside: true,
  says: 'a name of 3 to 11 letters and digits, hyphens between them, with a letter among them, or an origination number of 5 to 14 digits: E.164 or a short code',
};

export const snsSettings = {
  ...natsSettings,
  ...opsSettings,
  ...providerSettings,
  accessKeyId: setting.optionalText('AWS_ACCESS_KEY_ID', {
    describe:
      'The access key that calls are signed with. Without one the adapter serves accounts made through the API alone.',
  }),
  secretAccessKey: setting.optionalText('AWS_SECRET_ACCESS_KEY', {
    describe: "That access key's secret.",
    secret: true,
  }),
  sessionToken: setting.optionalText('AWS_SESSION_TOKEN', {
    describe: 'With temporary credentials: the token that belongs to them.',
    secret: true,
  }),
  region: setting.optionalText('AWS_REGION', {
    describe: 'The region from which texts are sent, such as `eu-west-1`.',
  }),
  accountId: setting.optionalText('AWS_ACCOUNT_ID', {
    describe: "The account's 12 digits, part of the names of its delivery logs.",
  }),
  senderId: optionalSenderSetting(
    setting.optionalText('AWS_SNS_SENDER_ID', {
      describe: "The sender: a sender id or an origination number; without one the account's own.",
    }),
    SNS_SENDERS,
  ),
  smsType: setting.oneOf('AWS_SNS_SMS_TYPE', ['Transactional', 'Promotional'], {
    describe: 'What SNS optimises: that texts arrive, or that they are cheap. Marketing is always `Promotional`.',
    fallback: 'Transactional',
  }),
  maxPrice: setting.optionalText('AWS_SNS_MAX_PRICE', {
    describe: 'USD that a text may cost, such as `0.50`; SNS accepts more expensive texts, and does not send them.',
  }),
  deliveryLogs: setting.oneOf('AWS_SNS_DELIVERY_LOGS', ['no', 'yes'], {
    describe: 'Whether SNS writes delivery logs to CloudWatch; receipts are read there. It needs AWS_ACCOUNT_ID.',
    fallback: 'no',
  }),
  endpoint: setting.optionalText('AWS_ENDPOINT_URL', {
    describe: "Address of SNS and CloudWatch Logs in place of the region's own addresses, such as the sandbox.",
    inProduction: secureAddressInProduction,
  }),
  environment: setting.oneOf('AWS_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox.',
    fallback: 'live',
  }),
  sandboxAccessKeyId: setting.optionalText('SANDBOX_AWS_ACCESS_KEY_ID', {
    describe: "The access key of the sandbox's Amazon account, with SANDBOX_URL.",
  }),
  sandboxSecretAccessKey: setting.optionalText('SANDBOX_AWS_SECRET_ACCESS_KEY', {
    describe: "That access key's secret in the sandbox.",
    secret: true,
  }),
  sandboxRegion: setting.text('SANDBOX_AWS_REGION', {
    describe: "The region of the sandbox's Amazon account.",
    fallback: 'us-east-1',
  }),
  sandboxAccountId: setting.text('SANDBOX_AWS_ACCOUNT_ID', {
    describe: "The number of the sandbox's Amazon account.",
    fallback: '000000000000',
  }),
};

export type SnsConfig = ConfigOf<typeof snsSettings>;

export function readSnsConfig(env: Readonly<Record<string, string | undefined>> = process.env): SnsConfig {
  const config = readConfig(snsSettings, env);
  if (config.deliveryLogs === 'yes' && !config.accountId)
    throw new ConfigError(['AWS_ACCOUNT_ID is missing: AWS_SNS_DELIVERY_LOGS=yes needs it.']);
  snsAccount(config);
  sandboxSns(config);
  return config;
}

/** Sealed in the ledger, with the API's address: an account of the sandbox never calls Amazon. */
export interface SnsSecrets {
  readonly endpoint?: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly region: string;
  readonly accountId?: string | undefined;
  readonly senderId?: string | undefined;
  readonly smsType: string;
  readonly maxPrice?: string | undefined;
  readonly deliveryLogs: 'yes' | 'no';
}

/** The account that the settings name, if any: a region alone is set in many environments. */
export function snsAccount(config: SnsConfig): OwnAccount<SnsSecrets> | undefined {
  const { accessKeyId, secretAccessKey, sessionToken, region, accountId, senderId, maxPrice } = config;
  const given = {
    access_key_id: accessKeyId,
    secret_access_key: secretAccessKey,
    session_token: sessionToken,
    region,
    account_id: accountId,
    sender_id: senderId,
    sms_type: config.smsType,
    max_price: maxPrice,
    delivery_logs: config.deliveryLogs,
  };
  const typed = settingsOfEnvironment(TYPED, ['access_key_id', 'secret_access_key', 'session_token'], given);
  return typed && { ...accountOf(typed, config.endpoint), environment: config.environment };
}

/** The sandbox's account, which takes test messages if the settings name no account for them. */
export function sandboxSns(config: SnsConfig): OwnAccount<SnsSecrets> | undefined {
  const { environment, sandboxUrl, sandboxAccessKeyId, sandboxSecretAccessKey } = config;
  const given = { access_key_id: sandboxAccessKeyId, secret_access_key: sandboxSecretAccessKey };
  const typed = settingsOfEnvironment(SANDBOX_TYPED, ['access_key_id', 'secret_access_key'], given);
  if (environment === 'test' || !sandboxUrl || !typed) return undefined;
  const place = { region: config.sandboxRegion, account_id: config.sandboxAccountId };
  return { ...accountOf({ ...typed, ...place, delivery_logs: 'yes' }, sandboxUrl), environment: 'test' };
}

const REQUIRED = ['accessKeyId', 'secretAccessKey', 'region', 'smsType', 'deliveryLogs'] as const;

export function parseSnsSecrets(value: unknown): SnsSecrets {
  const secrets = (value ?? {}) as SnsSecrets;
  if (REQUIRED.some((name) => typeof secrets[name] !== 'string' || secrets[name] === ''))
    throw new Error('not the secrets of an AWS account');
  return secrets;
}

const digits = (value: string): string => value.replace(/[\s-]/g, '');
const lower = (value: string): string => value.toLowerCase();

export const TYPED = {
  access_key_id: {
    required: true,
    pattern: /^[A-Z0-9]{16,128}$/,
    says: 'an access key such as `AKIA...`: 16 to 128 capital letters and digits.',
    example: 'AKIAIOSFODNN7EXAMPLE',
    variable: 'AWS_ACCESS_KEY_ID',
  },
  secret_access_key: {
    required: true,
    pattern: /^\S{16,128}$/,
    says: 'the secret that was shown with the access key: 16 to 128 characters without spaces.',
    example: 'the-secret-of-your-access-key',
    secret: true,
    variable: 'AWS_SECRET_ACCESS_KEY',
  },
  session_token: {
    pattern: /^\S{16,4096}$/,
    says: 'the token of temporary credentials: 16 to 4096 characters without spaces.',
    example: 'the-token-of-your-session',
    secret: true,
    variable: 'AWS_SESSION_TOKEN',
  },
  region: {
    required: true,
    pattern: /^[a-z]{2}(-[a-z]+)+-\d$/,
    says: 'a region such as `eu-west-1`.',
    example: 'eu-west-1',
    variable: 'AWS_REGION',
    normal: lower,
  },
  account_id: {
    pattern: /^\d{12}$/,
    says: "the account's 12 digits.",
    example: '123456789012',
    variable: 'AWS_ACCOUNT_ID',
    normal: digits,
  },
  sender_id: { ...typedSender(SNS_SENDERS), variable: 'AWS_SNS_SENDER_ID', example: 'Postrider' },
  sms_type: {
    pattern: /^(Transactional|Promotional)$/,
    says: 'Transactional or Promotional.',
    example: 'Transactional',
    variable: 'AWS_SNS_SMS_TYPE',
  },
  max_price: {
    pattern: /^\d{1,4}(\.\d{1,5})?$/,
    says: 'USD that a text may cost, such as `0.50`.',
    example: '0.50',
    variable: 'AWS_SNS_MAX_PRICE',
  },
  delivery_logs: {
    pattern: /^(yes|no)$/,
    says: 'yes or no: whether SNS writes delivery logs to CloudWatch.',
    example: 'no',
    variable: 'AWS_SNS_DELIVERY_LOGS',
  },
} as const satisfies TypedSettings<string>;

const SANDBOX_TYPED = {
  access_key_id: { ...TYPED.access_key_id, variable: 'SANDBOX_AWS_ACCESS_KEY_ID' },
  secret_access_key: { ...TYPED.secret_access_key, variable: 'SANDBOX_AWS_SECRET_ACCESS_KEY' },
} as const satisfies TypedSettings<string>;

type Typed = Partial<Record<keyof typeof TYPED, string>>;

/** An account as its owner typed it; the address of Amazon comes from the service. */
export function typedAccount(
  given: Readonly<Record<string, string>>,
  endpoint: string | undefined,
): TypedAccount<SnsSecrets> {
  const typed = typedSettings(TYPED, given);
  if (typed.delivery_logs === 'yes' && typed.account_id === undefined)
    throw new PostriderError('invalid_account', 'account_id is missing: the names of the delivery logs contain it.');
  return accountOf(typed, endpoint);
}

/** Access keys are replaced from time to time; the account stays the same if its number is known. */
function accountOf(typed: Typed, endpoint: string | undefined): TypedAccount<SnsSecrets> {
  const all: SnsSecrets = {
    endpoint,
    accessKeyId: typed.access_key_id!,
    secretAccessKey: typed.secret_access_key!,
    sessionToken: typed.session_token,
    region: typed.region!,
    accountId: typed.account_id,
    senderId: typed.sender_id,
    smsType: typed.sms_type ?? 'Transactional',
    maxPrice: typed.max_price,
    deliveryLogs: typed.delivery_logs === 'yes' ? 'yes' : 'no',
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  const identity = [all.accountId ?? all.accessKeyId, all.region, all.senderId ?? ''];
  const receipts = all.deliveryLogs === 'yes' ? 'poll' : 'none';
  const secrets = Object.fromEntries(given) as unknown as SnsSecrets;
  return { identity, receipts, secrets, fields: Object.keys(typed) };
}
