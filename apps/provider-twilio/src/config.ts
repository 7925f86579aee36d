import { readConfig, secureAddressInProduction, setting, type ConfigOf, type SenderRule } from '#libs/kernel';
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

/** `From`, or `MessagingServiceSid` (Twilio's API reference, and its AlphaSender resource for the signs of names). */
export const TWILIO_SENDERS: SenderRule = {
  kinds: ['number', 'short_code', 'name', 'messaging_service'],
  characters: [1, 11],
  signs: ' +-_&',
  signs_inside: false,
  says: 'a number in E.164, a short code, a name of 1 to 11 letters, digits, spaces and + - _ & with a letter among them, or a Messaging Service (MG and 32 hex digits)',
};

export const twilioSettings = {
  ...natsSettings,
  ...opsSettings,
  ...providerSettings,
  accountSid: setting.optionalText('TWILIO_ACCOUNT_SID', {
    describe:
      'The account, `AC` and 32 hex digits. Without one the adapter serves accounts made through the API alone.',
  }),
  authToken: setting.optionalText('TWILIO_AUTH_TOKEN', {
    describe: 'Signs callbacks, and authenticates calls if no API key is given.',
    secret: true,
  }),
  apiKeySid: setting.optionalText('TWILIO_API_KEY_SID', { describe: 'An API key (`SK...`) to call with instead.' }),
  apiKeySecret: setting.optionalText('TWILIO_API_KEY_SECRET', { describe: "That API key's secret.", secret: true }),
  sender: optionalSenderSetting(
    setting.optionalText('TWILIO_PHONE_NUMBER', {
      describe: 'The sender: a number in E.164, a short code, a sender id, or a Messaging Service (`MG...`).',
    }),
    TWILIO_SENDERS,
  ),
  apiUrl: setting.url('TWILIO_API_URL', {
    describe: "Twilio's API.",
    fallback: 'https://api.twilio.com',
    inProduction: secureAddressInProduction,
  }),
  environment: setting.oneOf('TWILIO_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox and for test credentials.',
    fallback: 'live',
  }),
  sandboxAccountSid: setting.optionalText('SANDBOX_TWILIO_ACCOUNT_SID', {
    describe: "The sandbox's Twilio account, with SANDBOX_URL.",
  }),
  sandboxAuthToken: setting.optionalText('SANDBOX_TWILIO_AUTH_TOKEN', {
    describe: 'The token of that account.',
    secret: true,
  }),
};

export type TwilioConfig = ConfigOf<typeof twilioSettings>;
export function readTwilioConfig(env: Readonly<Record<string, string | undefined>> = process.env): TwilioConfig {
  const config = readConfig(twilioSettings, env);
  twilioAccount(config);
  sandboxTwilio(config);
  return config;
}

/**
 * The content that is sealed in the ledger. It includes the API's address: an account of the sandbox never calls
 * Twilio.
 */
export interface TwilioSecrets {
  readonly apiUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKeySid?: string;
  readonly apiKeySecret?: string;
  readonly sender: string;
}

/** The account that the settings name, if any. */
export function twilioAccount(config: TwilioConfig): OwnAccount<TwilioSecrets> | undefined {
  const { apiUrl, accountSid, authToken, apiKeySid, apiKeySecret, sender, environment } = config;
  const given = {
    account_sid: accountSid,
    auth_token: authToken,
    api_key_sid: apiKeySid,
    api_key_secret: apiKeySecret,
    sender,
  };
  const typed = settingsOfEnvironment(TYPED, ['account_sid', 'auth_token', 'api_key_sid', 'sender'], given);
  return typed && { ...accountOf(typed, apiUrl), environment };
}

/** The sandbox's account, which takes test messages if the settings name no account for them. */
export function sandboxTwilio(config: TwilioConfig): OwnAccount<TwilioSecrets> | undefined {
  const { environment, sandboxUrl, sandboxAccountSid, sandboxAuthToken } = config;
  const given = { account_sid: sandboxAccountSid, auth_token: sandboxAuthToken };
  const typed = settingsOfEnvironment(SANDBOX_TYPED, ['account_sid', 'auth_token'], given);
  if (environment === 'test' || !sandboxUrl || !typed) return undefined;
  return { ...accountOf({ ...typed, sender: SANDBOX_SENDER }, sandboxUrl), environment: 'test' };
}

export function parseTwilioSecrets(value: unknown): TwilioSecrets {
  const secrets = (value ?? {}) as TwilioSecrets;
  const required = [secrets.apiUrl, secrets.accountSid, secrets.authToken, secrets.sender];
  if (required.some((it) => typeof it !== 'string' || it === ''))
    throw new Error('not the secrets of a Twilio account');
  return { ...secrets, accountSid: sid(secrets.accountSid) };
}

/** The same hex digits in capitals are the same account. */
const sid = (value: string): string =>
  /^[a-z]{2}[0-9a-f]{32}$/i.test(value) ? value.slice(0, 2).toUpperCase() + value.slice(2).toLowerCase() : value;

export const TYPED = {
  account_sid: {
    required: true,
    pattern: /^AC[0-9a-f]{32}$/i,
    says: '`AC` and 32 hex digits.',
    example: 'AC00000000000000000000000000000000',
    variable: 'TWILIO_ACCOUNT_SID',
    normal: sid,
  },
  auth_token: {
    required: true,
    pattern: /^\S{16,128}$/,
    says: 'the token that Twilio shows for the account: 16 to 128 characters without spaces.',
    example: 'the-token-of-your-account',
    secret: true,
    variable: 'TWILIO_AUTH_TOKEN',
  },
  api_key_sid: {
    pattern: /^SK[0-9a-f]{32}$/i,
    says: '`SK` and 32 hex digits.',
    example: 'SK00000000000000000000000000000000',
    variable: 'TWILIO_API_KEY_SID',
    normal: sid,
    with: 'api_key_secret',
  },
  api_key_secret: {
    pattern: /^\S{16,128}$/,
    says: 'the secret that Twilio showed once: 16 to 128 characters without spaces.',
    example: 'the-secret-of-your-key',
    secret: true,
    variable: 'TWILIO_API_KEY_SECRET',
    with: 'api_key_sid',
  },
  sender: { required: true, ...typedSender(TWILIO_SENDERS), variable: 'TWILIO_PHONE_NUMBER', example: '+15005550006' },
} as const satisfies TypedSettings<string>;

const SANDBOX_TYPED = {
  account_sid: { ...TYPED.account_sid, variable: 'SANDBOX_TWILIO_ACCOUNT_SID' },
  auth_token: { ...TYPED.auth_token, variable: 'SANDBOX_TWILIO_AUTH_TOKEN' },
} as const satisfies TypedSettings<string>;
/** Twilio's own number for tests. */
const SANDBOX_SENDER = '+15005550006';

type Typed = Partial<Record<keyof typeof TYPED, string>>;

/** An account as its owner typed it; Twilio's address comes from the service. */
export const typedAccount = (given: Readonly<Record<string, string>>, apiUrl: string): TypedAccount<TwilioSecrets> =>
  accountOf(typedSettings(TYPED, given), apiUrl);

function accountOf(typed: Typed, apiUrl: string): TypedAccount<TwilioSecrets> {
  const { account_sid, auth_token, api_key_sid, api_key_secret, sender } = typed;
  const key = api_key_sid && api_key_secret ? { apiKeySid: api_key_sid, apiKeySecret: api_key_secret } : {};
  const secrets = { apiUrl, accountSid: account_sid!, authToken: auth_token!, sender: sender!, ...key };
  return { identity: [secrets.accountSid, secrets.sender], secrets, fields: Object.keys(typed) };
}
