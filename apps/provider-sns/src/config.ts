import { ConfigError, PostriderError, readConfig, setting, type ConfigOf, type SenderRule } from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import {
  optionalSenderSetting,
  providerSettings,
  typedSender,
  typedSettings,
  type OwnAccount,
  type TypedAccount,
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
  accessKeyId: setting.text('AWS_ACCESS_KEY_ID', { describe: 'The access key that calls are signed with.' }),
  secretAccessKey: setting.text('AWS_SECRET_ACCESS_KEY', { describe: "That access key's secret.", secret: true }),
  sessionToken: setting.optionalText('AWS_SESSION_TOKEN', {
    describe: 'With temporary credentials: the token that belongs to them.',
    secret: true,
  }),
  region: setting.text('AWS_REGION', { describe: 'The region that texts are sent from, such as `eu-west-1`.' }),
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
    describe:
      'What SNS makes the most of: that texts arrive, or that they are cheap. Marketing is always `Promotional`.',
    fallback: 'Transactional',
  }),
  maxPrice: setting.optionalText('AWS_SNS_MAX_PRICE', {
    describe: 'USD that a text may cost, such as `0.50`; SNS takes dearer ones, and does not send them.',
  }),
  deliveryLogs: setting.oneOf('AWS_SNS_DELIVERY_LOGS', ['no', 'yes'], {
    describe: 'Whether SNS writes delivery logs to CloudWatch; receipts are read there. It needs AWS_ACCOUNT_ID.',
    fallback: 'no',
  }),
  endpoint: setting.optionalText('AWS_ENDPOINT_URL', {
    describe: "Where SNS and CloudWatch Logs answer instead of the region's own addresses, such as the sandbox.",
  }),
  environment: setting.oneOf('AWS_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox.',
    fallback: 'live',
  }),
};

export type SnsConfig = ConfigOf<typeof snsSettings>;

export function readSnsConfig(env: Readonly<Record<string, string | undefined>> = process.env): SnsConfig {
  const config = readConfig(snsSettings, env);
  if (config.deliveryLogs === 'yes' && !config.accountId)
    throw new ConfigError(['AWS_ACCOUNT_ID is missing: AWS_SNS_DELIVERY_LOGS=yes needs it.']);
  return config;
}

/** What is sealed in the ledger. An address of the API is part of it: an account of the sandbox never calls Amazon. */
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

export function snsAccount(config: SnsConfig): OwnAccount<SnsSecrets> {
  const { endpoint, accessKeyId, secretAccessKey, sessionToken, region, accountId } = config;
  const { senderId, smsType, maxPrice, deliveryLogs, environment } = config;
  const credentials = { endpoint, accessKeyId, secretAccessKey, sessionToken, region, accountId };
  return { ...accountOf({ ...credentials, senderId, smsType, maxPrice, deliveryLogs }), environment };
}

const REQUIRED = ['accessKeyId', 'secretAccessKey', 'region', 'smsType', 'deliveryLogs'] as const;

export function parseSnsSecrets(value: unknown): SnsSecrets {
  const secrets = (value ?? {}) as SnsSecrets;
  if (REQUIRED.some((name) => typeof secrets[name] !== 'string' || secrets[name] === ''))
    throw new Error('not the secrets of an AWS account');
  return secrets;
}

const TYPED = {
  access_key_id: { required: true, pattern: /^[A-Z0-9]{16,128}$/, says: 'an access key such as `AKIA...`.' },
  secret_access_key: {
    required: true,
    pattern: /^\S{16,128}$/,
    says: 'the secret that was shown with the access key.',
  },
  session_token: { pattern: /^\S{16,4096}$/, says: 'the token of temporary credentials.' },
  region: { required: true, pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, says: 'a region such as `eu-west-1`.' },
  account_id: { pattern: /^\d{12}$/, says: "the account's 12 digits." },
  sender_id: typedSender(SNS_SENDERS),
  sms_type: { pattern: /^(Transactional|Promotional)$/, says: 'Transactional or Promotional.' },
  max_price: { pattern: /^\d{1,4}(\.\d{1,5})?$/, says: 'USD that a text may cost, such as `0.50`.' },
  delivery_logs: { pattern: /^(yes|no)$/, says: 'yes or no: whether SNS writes delivery logs to CloudWatch.' },
} as const;

/** An account as its owner typed it; where Amazon is, is the service's. */
export function typedAccount(
  given: Readonly<Record<string, string>>,
  endpoint: string | undefined,
): TypedAccount<SnsSecrets> {
  const typed = typedSettings(TYPED, given);
  const deliveryLogs = typed.delivery_logs === 'yes' ? 'yes' : 'no';
  if (deliveryLogs === 'yes' && typed.account_id === undefined)
    throw new PostriderError('invalid_account', 'account_id is missing: the delivery logs are named after it.');
  return accountOf({
    endpoint,
    accessKeyId: typed.access_key_id!,
    secretAccessKey: typed.secret_access_key!,
    sessionToken: typed.session_token,
    region: typed.region!,
    accountId: typed.account_id,
    senderId: typed.sender_id,
    smsType: typed.sms_type ?? 'Transactional',
    maxPrice: typed.max_price,
    deliveryLogs,
  });
}

/** An access key is exchanged for another now and then, and the account stays the same where its number is known. */
function accountOf(all: SnsSecrets): TypedAccount<SnsSecrets> {
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  const identity = [all.accountId ?? all.accessKeyId, all.region, all.senderId ?? ''];
  const receipts = all.deliveryLogs === 'yes' ? 'poll' : 'none';
  return { identity, receipts, secrets: Object.fromEntries(given) as unknown as SnsSecrets };
}
