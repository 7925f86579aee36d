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

export const ACME_SENDERS: SenderRule = {
  kinds: ['number', 'name'],
  characters: [1, 11],
  signs: '',
  signs_inside: false,
  says: 'a number in E.164, or a name of 1 to 11 letters and digits with a letter among them',
};

export const acmeSettings = {
  ...natsSettings,
  ...opsSettings,
  ...providerSettings,
  token: setting.optionalText('ACME_TOKEN', {
    describe: 'The token of the account. Without one the adapter serves accounts made through the API alone.',
    secret: true,
  }),
  sender: optionalSenderSetting(
    setting.optionalText('ACME_SENDER', { describe: 'The sender: a number in E.164, or a name.' }),
    ACME_SENDERS,
  ),
  apiUrl: setting.url('ACME_API_URL', {
    describe: "Acme's API.",
    fallback: 'https://api.acme.example',
    inProduction: secureAddressInProduction,
  }),
  environment: setting.oneOf('ACME_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox.',
    fallback: 'live',
  }),
  sandboxToken: setting.optionalText('SANDBOX_ACME_TOKEN', {
    describe: "The token of the sandbox's account, with SANDBOX_URL.",
    secret: true,
  }),
};

export type AcmeConfig = ConfigOf<typeof acmeSettings>;
export function readAcmeConfig(env: Readonly<Record<string, string | undefined>> = process.env): AcmeConfig {
  const config = readConfig(acmeSettings, env);
  acmeAccount(config);
  return config;
}

/** The content that is sealed in the ledger. With the API's address: an account of the sandbox never calls Acme. */
export interface AcmeSecrets {
  readonly apiUrl: string;
  readonly token: string;
  readonly sender: string;
}

export function parseAcmeSecrets(value: unknown): AcmeSecrets {
  const secrets = (value ?? {}) as AcmeSecrets;
  const { apiUrl, token, sender } = secrets;
  if ([apiUrl, token, sender].some((it) => typeof it !== 'string' || it === ''))
    throw new Error('not the secrets of an Acme account');
  return secrets;
}

/** What a person types. */
export const TYPED = {
  token: {
    required: true,
    pattern: /^\S{16,128}$/,
    says: 'the token of the account: 16 to 128 characters without spaces.',
    example: 'the-token-of-your-account',
    secret: true,
    variable: 'ACME_TOKEN',
  },
  sender: { required: true, ...typedSender(ACME_SENDERS), variable: 'ACME_SENDER', example: '+15005550006' },
} as const satisfies TypedSettings<string>;

export const typedAccount = (given: Readonly<Record<string, string>>, apiUrl: string): TypedAccount<AcmeSecrets> =>
  accountOf(typedSettings(TYPED, given), apiUrl);

/** The account that the settings name, if any. */
export function acmeAccount({ token, sender, apiUrl, environment }: AcmeConfig): OwnAccount<AcmeSecrets> | undefined {
  const typed = settingsOfEnvironment(TYPED, ['token', 'sender'], { token, sender });
  return typed && { ...accountOf(typed, apiUrl), environment };
}

/** The sandbox's account, which takes test messages if the settings name no account for them. */
export function sandboxAcme({ environment, sandboxUrl, sandboxToken: token }: AcmeConfig) {
  if (environment === 'test' || !sandboxUrl || !token) return undefined;
  return { ...accountOf({ token, sender: SANDBOX_SENDER }, sandboxUrl), environment: 'test' as const };
}

const SANDBOX_SENDER = '+15005550006';

/** Two accounts are the same if their identity is; a new token of the same account must not change it. */
function accountOf(typed: { token?: string; sender?: string }, apiUrl: string): TypedAccount<AcmeSecrets> {
  const secrets = { apiUrl, token: typed.token!, sender: typed.sender! };
  return { identity: [secrets.sender], secrets, fields: Object.keys(typed) };
}
