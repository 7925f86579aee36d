import {
  readConfig,
  secureAddressInProduction,
  setting,
  type ConfigOf,
  type SenderRule,
  type Setting,
} from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import {
  optionalSenderSetting,
  providerSettings,
  typedSender,
  typedSettings,
  type TypedSettings,
} from '#libs/provider-kit';

/** The vendor's own rule is not known here; it refuses what it does not take. */
export const HTTP_SENDERS: SenderRule = {
  kinds: ['number', 'short_code', 'name'],
  characters: [1, 11],
  signs: ' -_&',
  signs_inside: false,
  says: 'a number in E.164, a short code, or a name of 1 to 11 letters, digits, spaces and - _ & with a letter among them',
};

const apiUrl = setting.url('HTTPAPI_API_URL', {
  describe: "The vendor's host, if it is not the one of the description: `https://abc.api.infobip.com`.",
  fallback: '',
  inProduction: (raw) => (raw === '' ? undefined : secureAddressInProduction(raw)),
});

export const httpSettings = {
  ...natsSettings,
  ...opsSettings,
  ...providerSettings,
  api: setting.optionalText('HTTPAPI_API', {
    describe:
      "The vendor's API: `vonage`, `infobip`, or its description in JSON. Without one the adapter serves accounts made through the API alone.",
  }),
  key: setting.optionalText('HTTPAPI_KEY', { describe: 'The key or the user of the account.', secret: true }),
  secret: setting.optionalText('HTTPAPI_SECRET', { describe: 'Its secret, if the API has one.', secret: true }),
  sender: optionalSenderSetting(
    setting.optionalText('HTTPAPI_SENDER', { describe: 'The sender: a number in E.164, a short code, or a name.' }),
    HTTP_SENDERS,
  ),
  callbackKey: setting.optionalText('HTTPAPI_CALLBACK_KEY', {
    describe: "The key of the vendor's signatures, if the description has them.",
    secret: true,
  }),
  apiUrl: { ...apiUrl, parse: (raw) => (raw === '' ? undefined : apiUrl.parse(raw)) } as Setting<string | undefined>,
  environment: setting.oneOf('HTTPAPI_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox.',
    fallback: 'live',
  }),
  sandboxKey: setting.optionalText('SANDBOX_HTTPAPI_KEY', {
    describe: "The key of the sandbox's accounts, with SANDBOX_URL.",
    secret: true,
  }),
  sandboxSecret: setting.optionalText('SANDBOX_HTTPAPI_SECRET', { describe: 'Their secret.', secret: true }),
};

export type HttpConfig = ConfigOf<typeof httpSettings>;
export const readHttpConfig = (env: Readonly<Record<string, string | undefined>> = process.env): HttpConfig =>
  readConfig(httpSettings, env);

const ANY_SECRET = { pattern: /^\S{4,512}$/, secret: true } as const;

export const TYPED = {
  api: {
    required: true,
    pattern: /^./s,
    says: "`vonage`, `infobip`, or the description of the vendor's API in JSON.",
    example: 'vonage',
    variable: 'HTTPAPI_API',
  },
  key: {
    required: true,
    ...ANY_SECRET,
    says: 'the key or the user of the account: 4 to 512 characters without spaces.',
    example: 'the-key-of-your-account',
    variable: 'HTTPAPI_KEY',
  },
  secret: {
    ...ANY_SECRET,
    says: 'the secret of the account, if its API has one: 4 to 512 characters without spaces.',
    example: 'the-secret-of-your-account',
    variable: 'HTTPAPI_SECRET',
  },
  sender: { ...typedSender(HTTP_SENDERS), variable: 'HTTPAPI_SENDER', example: 'MyBrand' },
  callback_key: {
    ...ANY_SECRET,
    says: "the key of the vendor's signatures, if the description has them: 4 to 512 characters without spaces.",
    example: 'the-key-of-its-signatures',
    variable: 'HTTPAPI_CALLBACK_KEY',
  },
} as const satisfies TypedSettings<string>;
export type Typed = Partial<Record<keyof typeof TYPED, string>>;

/** What its owner typed, checked by form; what the description says is checked in `account.ts`. */
export function typedAccount(given: Readonly<Record<string, string>>): { typed: Typed; fields: readonly string[] } {
  const typed = typedSettings(TYPED, given);
  return { typed, fields: Object.keys(typed) };
}
