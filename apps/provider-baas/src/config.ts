import { readConfig, secureAddressInProduction, setting, type ConfigOf, type SenderRule } from '#libs/kernel';
import { natsSettings } from '#libs/messaging';
import { opsSettings } from '#libs/observability';
import {
  providerSettings,
  settingsOfEnvironment,
  typedSettings,
  type OwnAccount,
  type TypedAccount,
  type TypedSettings,
} from '#libs/provider-kit';
import { asCallbackNumber, storedSender } from './config/numbers.ts';

/** `callback_number`: of the whole Korean form, so that other numbers are refused before a call. */
export const BAAS_SENDERS: SenderRule = {
  kinds: ['number', 'short_code'],
  digits: [8, 13],
  signs: '',
  signs_inside: false,
  says: 'a number of Korea such as 02-1234-5678 or +82212345678, or eight digits such as 1588-1234',
};

const PATH_PREFIXES = ['/message', '/api/message'] as const;
const AUTH_HEADERS = ['X-API-KEY', 'Authorization', 'x_api_key'] as const;
const SUCCESS_MEANS = ['accepted', 'delivered'] as const;
const takesSender = (sender: string): boolean => asCallbackNumber(sender) !== undefined;

const sender = setting.optionalText('BAAS_CALLBACK_NUMBER', {
  describe: 'The sender, a registered number of Korea such as `02-1234-5678`; messages may name another one.',
});
const channel = (variable: string, kind: string, fallback: string) =>
  setting.integer(variable, { describe: `The channel_id of ${kind}.`, fallback, max: 999_999 });

export const baasSettings = {
  ...natsSettings,
  ...opsSettings,
  ...providerSettings,
  apiKey: setting.optionalText('BAAS_API_KEY', {
    describe: 'The key that calls are made with. Without one the adapter serves accounts made through the API alone.',
    secret: true,
  }),
  projectId: setting.optionalText('BAAS_PROJECT_ID', {
    describe: 'The project, which calls under `/message` need; without one none is sent.',
  }),
  sender: {
    ...sender,
    parse: (raw: string) => {
      const stored = storedSender(raw);
      if (stored !== '' && !takesSender(stored)) throw new Error(BAAS_SENDERS.says);
      return sender.parse(stored);
    },
  },
  pathPrefix: setting.oneOf('BAAS_PATH_PREFIX', PATH_PREFIXES, {
    describe: 'What the paths of the API begin with: `/message` or `/api/message`.',
    fallback: '/message',
  }),
  authHeader: setting.oneOf('BAAS_AUTH_HEADER', AUTH_HEADERS, {
    describe: 'The header with the key: `X-API-KEY`, `x_api_key`, or `Authorization` (as a Bearer token).',
    fallback: 'X-API-KEY',
  }),
  smsChannel: channel('BAAS_SMS_CHANNEL_ID', 'texts', '1'),
  mmsChannel: channel('BAAS_MMS_CHANNEL_ID', 'messages with pictures', '3'),
  successMeans: setting.oneOf('BAAS_SUCCESS_MEANS', SUCCESS_MEANS, {
    describe:
      'What a success in the history proves: `delivered` to the phone, or only `accepted`, after which a message stays SENT.',
    fallback: 'accepted',
  }),
  baseUrl: setting.url('BAAS_BASE_URL', {
    describe: "BaaS's API.",
    fallback: 'https://api.aiapp.link',
    inProduction: secureAddressInProduction,
  }),
  environment: setting.oneOf('BAAS_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox.',
    fallback: 'live',
  }),
  sandboxApiKey: setting.optionalText('SANDBOX_BAAS_API_KEY', {
    describe: "The key of the sandbox's BaaS account, with SANDBOX_URL.",
    secret: true,
  }),
  sandboxProjectId: setting.optionalText('SANDBOX_BAAS_PROJECT_ID', { describe: 'The project of that account.' }),
};

export type BaasConfig = ConfigOf<typeof baasSettings>;
export function readBaasConfig(env: Readonly<Record<string, string | undefined>> = process.env): BaasConfig {
  const config = readConfig(baasSettings, env);
  baasAccount(config);
  sandboxBaas(config);
  return config;
}

/** Sealed in the ledger, with the API's address: an account of the sandbox never calls BaaS. */
export interface BaasSecrets {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly projectId?: string;
  readonly sender?: string;
  readonly pathPrefix: string;
  readonly authHeader: string;
  readonly smsChannel: number;
  readonly mmsChannel: number;
  readonly successMeans: (typeof SUCCESS_MEANS)[number];
}

/** The account that the settings name, if any. */
export function baasAccount(config: BaasConfig): OwnAccount<BaasSecrets> | undefined {
  const given = {
    api_key: config.apiKey,
    project_id: config.projectId,
    sender: config.sender,
    path_prefix: config.pathPrefix,
    auth_header: config.authHeader,
    sms_channel_id: String(config.smsChannel),
    mms_channel_id: String(config.mmsChannel),
    success_means: config.successMeans,
  };
  const typed = settingsOfEnvironment(TYPED, ['api_key', 'project_id', 'sender'], given);
  return typed && { ...accountOf(typed, config.baseUrl), environment: config.environment };
}

/** The sandbox's account, which takes test messages if the settings name no account for them. */
export function sandboxBaas(config: BaasConfig): OwnAccount<BaasSecrets> | undefined {
  const { environment, sandboxUrl, sandboxApiKey: api_key, sandboxProjectId: project_id } = config;
  if (environment === 'test' || !sandboxUrl || !api_key) return undefined;
  const typed = { api_key, ...(project_id && { project_id }), sender: SANDBOX_SENDER };
  return { ...accountOf(typed, sandboxUrl), environment: 'test' };
}

/** The sandbox takes every number of Korea. */
const SANDBOX_SENDER = '+82212345678';

export function parseBaasSecrets(value: unknown): BaasSecrets {
  const secrets = (value ?? {}) as BaasSecrets;
  const required = [secrets.apiUrl, secrets.apiKey, secrets.pathPrefix, secrets.authHeader];
  if (required.some((it) => typeof it !== 'string' || it === '')) throw new Error('not the secrets of a BaaS account');
  return secrets;
}

const oneOf = (values: readonly string[], variable: string) => ({
  pattern: { test: (value: string) => values.includes(value) },
  says: `one of ${values.join(', ')}.`,
  example: values[0]!,
  variable,
});
const ofChannel = (variable: string, example: string) => ({
  pattern: /^\d{1,6}$/,
  says: 'a whole number.',
  example,
  variable,
});

export const TYPED = {
  api_key: {
    required: true,
    pattern: /^[\x21-\x7e]{8,4096}$/,
    says: 'the key of the account: 8 to 4096 ASCII characters without spaces.',
    example: 'the-key-of-your-account',
    secret: true,
    variable: 'BAAS_API_KEY',
  },
  project_id: {
    pattern: /^[A-Za-z0-9_-]{1,64}$/,
    says: 'the id of the project.',
    example: '00000000-0000-4000-8000-000000000000',
    variable: 'BAAS_PROJECT_ID',
  },
  sender: {
    pattern: { test: takesSender },
    says: `${BAAS_SENDERS.says}.`,
    example: '02-1234-5678',
    normal: storedSender,
    variable: 'BAAS_CALLBACK_NUMBER',
  },
  path_prefix: oneOf(PATH_PREFIXES, 'BAAS_PATH_PREFIX'),
  auth_header: oneOf(AUTH_HEADERS, 'BAAS_AUTH_HEADER'),
  sms_channel_id: ofChannel('BAAS_SMS_CHANNEL_ID', '1'),
  mms_channel_id: ofChannel('BAAS_MMS_CHANNEL_ID', '3'),
  success_means: oneOf(SUCCESS_MEANS, 'BAAS_SUCCESS_MEANS'),
} as const satisfies TypedSettings<string>;

type Typed = Partial<Record<keyof typeof TYPED, string>>;

/** An account as its owner typed it; the address of the API comes from the service. */
export const typedAccount = (given: Readonly<Record<string, string>>, apiUrl: string): TypedAccount<BaasSecrets> =>
  accountOf(typedSettings(TYPED, given), apiUrl);

function accountOf(typed: Typed, apiUrl: string): TypedAccount<BaasSecrets> {
  const { api_key, project_id, sender: from } = typed;
  const secrets: BaasSecrets = {
    apiUrl,
    apiKey: api_key!,
    ...(project_id && { projectId: project_id }),
    ...(from && { sender: from }),
    pathPrefix: typed.path_prefix ?? '/message',
    authHeader: typed.auth_header ?? 'X-API-KEY',
    smsChannel: Number(typed.sms_channel_id ?? 1),
    mmsChannel: Number(typed.mms_channel_id ?? 3),
    successMeans: typed.success_means === 'delivered' ? 'delivered' : 'accepted',
  };
  // A renewed key of a project is the same account.
  return { identity: [project_id ?? api_key!, from ?? ''], secrets, fields: Object.keys(typed) };
}
