import { isCountry, readConfig, secureAddressInProduction, setting, type ConfigOf, type Setting } from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import {
  providerSettings,
  settingsOfEnvironment,
  typedSettings,
  type OwnAccount,
  type TypedAccount,
  type TypedSetting,
  type TypedSettings,
} from '#libs/provider-kit';
import { KAVENEGAR_CARRIES } from './config/carries.ts';
import { lineOf } from './config/lines.ts';

const isListOfCountries = (value: string): boolean => value.split(',').every(isCountry);

export const TYPED = {
  api_key: {
    required: true,
    pattern: /^[A-Za-z0-9]{16,256}$/,
    says: 'the key that the panel shows: 16 to 256 letters and digits.',
    example: '0123456789ABCDEF0123456789ABCDEF',
    secret: true,
    variable: 'KAVENEGAR_API_KEY',
  },
  sender: {
    pattern: /^\d{4,14}$/,
    says: "the digits of one of the account's lines, 4 to 14.",
    example: '10004346',
    variable: 'KAVENEGAR_SENDER',
    normal: lineOf,
  },
  receipts: {
    pattern: /^(callback|poll)$/,
    says: '`callback`: the panel has the callback address; `poll`: Kavenegar is asked for each message.',
    example: 'poll',
    variable: 'KAVENEGAR_RECEIPTS',
  },
  countries: {
    pattern: { test: isListOfCountries },
    says: 'ISO 3166 codes with commas between them.',
    example: 'IR,TR',
    variable: 'KAVENEGAR_COUNTRIES',
    normal: (value: string) => value.replaceAll(' ', '').toUpperCase(),
  },
} as const satisfies TypedSettings<string>;

/** A setting of the environment in the form of the one that a person types. */
const asTyped = (of: Setting<string | undefined>, { pattern, says, normal = (it) => it }: TypedSetting) => ({
  ...of,
  parse: (raw: string): string | undefined => {
    const value = normal(raw.trim());
    if (value !== '' && !pattern.test(value)) throw new Error(says);
    return value === '' ? undefined : value;
  },
});

export const kavenegarSettings = {
  ...natsSettings,
  ...opsSettings,
  ...providerSettings,
  apiKey: asTyped(
    setting.optionalText('KAVENEGAR_API_KEY', {
      describe: 'The key of the account. Without one the adapter serves accounts made through the API alone.',
      secret: true,
    }),
    TYPED.api_key,
  ),
  sender: asTyped(
    setting.optionalText('KAVENEGAR_SENDER', {
      describe:
        "The line to send texts from; without one the account's default line. Templates have lines of their own.",
    }),
    TYPED.sender,
  ),
  receipts: setting.oneOf('KAVENEGAR_RECEIPTS', ['callback', 'poll'], {
    describe: "How results arrive: by the panel's status callback, or by asking for each message.",
    fallback: 'callback',
  }),
  countries: asTyped(
    setting.optionalText('KAVENEGAR_COUNTRIES', {
      describe: 'The countries that the account reaches, such as `IR,TR`; IR, KR, TR and VN if none are given.',
    }),
    TYPED.countries,
  ),
  apiUrl: setting.url('KAVENEGAR_API_URL', {
    describe: "Kavenegar's API.",
    fallback: 'https://api.kavenegar.com',
    inProduction: secureAddressInProduction,
  }),
  environment: setting.oneOf('KAVENEGAR_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox.',
    fallback: 'live',
  }),
  sandboxApiKey: setting.optionalText('SANDBOX_KAVENEGAR_API_KEY', {
    describe: "The key of the sandbox's Kavenegar account, with SANDBOX_URL.",
    secret: true,
  }),
};

export type KavenegarConfig = ConfigOf<typeof kavenegarSettings>;
export function readKavenegarConfig(env: Readonly<Record<string, string | undefined>> = process.env): KavenegarConfig {
  const config = readConfig(kavenegarSettings, env);
  kavenegarAccount(config);
  sandboxKavenegar(config);
  return config;
}

/** Sealed in the ledger, with the API's address: an account of the sandbox never calls Kavenegar. */
export interface KavenegarSecrets {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly sender?: string;
}

/** The account that the settings name, if any. */
export function kavenegarAccount(config: KavenegarConfig): OwnAccount<KavenegarSecrets> | undefined {
  const { apiKey, sender, receipts, countries, apiUrl, environment } = config;
  const given = { api_key: apiKey, sender, receipts, countries };
  const typed = settingsOfEnvironment(TYPED, ['api_key', 'sender'], given);
  return typed && { ...accountOf(typed, apiUrl), environment };
}

/** The sandbox's account, which takes test messages if the settings name no account for them. */
export function sandboxKavenegar(config: KavenegarConfig): OwnAccount<KavenegarSecrets> | undefined {
  const { environment, sandboxUrl, sandboxApiKey: api_key } = config;
  if (environment === 'test' || !sandboxUrl || !api_key) return undefined;
  return { ...accountOf({ api_key, receipts: 'poll' }, sandboxUrl), environment: 'test' };
}

export function parseKavenegarSecrets(value: unknown): KavenegarSecrets {
  const secrets = (value ?? {}) as KavenegarSecrets;
  const required = [secrets.apiUrl, secrets.apiKey];
  if (required.some((it) => typeof it !== 'string' || it === ''))
    throw new Error('not the secrets of a Kavenegar account');
  return secrets;
}

type Typed = Partial<Record<keyof typeof TYPED, string>>;

/** An account as its owner typed it; Kavenegar's address comes from the service. */
export const typedAccount = (given: Readonly<Record<string, string>>, apiUrl: string): TypedAccount<KavenegarSecrets> =>
  accountOf(typedSettings(TYPED, given), apiUrl);

function accountOf(typed: Typed, apiUrl: string): TypedAccount<KavenegarSecrets> {
  const { api_key: apiKey = '', sender, receipts, countries } = typed;
  return {
    identity: [apiKey],
    secrets: { apiUrl, apiKey, ...(sender !== undefined && { sender }) },
    fields: Object.keys(typed),
    receipts: receipts === 'poll' ? 'poll_by_id' : 'callback',
    ...(countries !== undefined && { carries: { ...KAVENEGAR_CARRIES, countries: countries.split(',') } }),
  };
}
