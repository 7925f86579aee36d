import { readConfig, setting, type ConfigOf, type SenderRule } from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import {
  asWritten,
  providerSettings,
  senderSetting,
  typedSender,
  typedSettings,
  type OwnAccount,
  type TypedAccount,
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
  accountSid: setting.text('TWILIO_ACCOUNT_SID', { describe: 'The account, `AC` and 32 hex digits.' }),
  authToken: setting.text('TWILIO_AUTH_TOKEN', {
    describe: 'Signs callbacks, and authenticates calls where no API key is given.',
    secret: true,
  }),
  apiKeySid: setting.optionalText('TWILIO_API_KEY_SID', { describe: 'An API key (`SK...`) to call with instead.' }),
  apiKeySecret: setting.optionalText('TWILIO_API_KEY_SECRET', { describe: "That API key's secret.", secret: true }),
  sender: senderSetting(
    setting.text('TWILIO_PHONE_NUMBER', {
      describe: 'The sender: a number in E.164, a short code, a sender id, or a Messaging Service (`MG...`).',
    }),
    TWILIO_SENDERS,
  ),
  apiUrl: setting.url('TWILIO_API_URL', { describe: "Twilio's API.", fallback: 'https://api.twilio.com' }),
  environment: setting.oneOf('TWILIO_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox and for test credentials.',
    fallback: 'live',
  }),
};

export type TwilioConfig = ConfigOf<typeof twilioSettings>;
export const readTwilioConfig = (env: Readonly<Record<string, string | undefined>> = process.env): TwilioConfig =>
  readConfig(twilioSettings, env);

/** What is sealed in the ledger. The API's address is part of it: an account of the sandbox never calls Twilio. */
export interface TwilioSecrets {
  readonly apiUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKeySid?: string;
  readonly apiKeySecret?: string;
  readonly sender: string;
}

export function twilioAccount(config: TwilioConfig): OwnAccount<TwilioSecrets> {
  const { apiUrl, accountSid, authToken, apiKeySid, apiKeySecret, sender, environment } = config;
  const secrets = { apiUrl, accountSid, authToken, sender, ...(apiKeySid && { apiKeySid, apiKeySecret }) };
  return { identity: [accountSid, sender], environment, secrets };
}

export function parseTwilioSecrets(value: unknown): TwilioSecrets {
  const secrets = (value ?? {}) as TwilioSecrets;
  const required = [secrets.apiUrl, secrets.accountSid, secrets.authToken, secrets.sender];
  if (required.some((it) => typeof it !== 'string' || it === ''))
    throw new Error('not the secrets of a Twilio account');
  return secrets;
}

const TYPED = {
  account_sid: { required: true, pattern: /^AC[0-9a-f]{32}$/i, says: '`AC` and 32 hex digits.' },
  auth_token: { required: true, pattern: /^\S{16,128}$/, says: 'the token that Twilio shows for the account.' },
  api_key_sid: { pattern: /^SK[0-9a-f]{32}$/i, says: '`SK` and 32 hex digits.' },
  api_key_secret: { pattern: /^\S{16,128}$/, says: 'the secret that Twilio showed once.' },
  sender: { required: true, ...typedSender(TWILIO_SENDERS) },
} as const;

/** An account as its owner typed it; Twilio's address is the service's. */
export function typedAccount(given: Readonly<Record<string, string>>, apiUrl: string): TypedAccount<TwilioSecrets> {
  const { account_sid, auth_token, api_key_sid, api_key_secret, sender } = typedSettings(TYPED, given);
  const key = api_key_sid && api_key_secret ? { apiKeySid: api_key_sid, apiKeySecret: api_key_secret } : {};
  const secrets = { apiUrl, accountSid: account_sid!, authToken: auth_token!, sender: asWritten(sender!), ...key };
  return { identity: [secrets.accountSid, secrets.sender], secrets };
}
