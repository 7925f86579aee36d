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
import { compiled, PATTERN_SAYS } from './config/pattern.ts';

/** `sender` is a number in everything that is public about the gateway. */
export const HKT_SENDERS: SenderRule = {
  kinds: ['number', 'short_code'],
  signs: '',
  signs_inside: false,
  says: 'a number in E.164 (852 and 8 digits are one of Hong Kong) or 3 to 8 digits',
};

/** A number of Hong Kong as the gateway writes it gets its plus. */
const withPlus = (sender: string): string => (/^852\d{8}$/.test(sender) ? `+${sender}` : sender);

const METHODS = ['POST', 'GET'] as const;
const TEXT_PARAMETERS = ['msg_utf8', 'msg_text'] as const;
const SUCCESS = '<status>\\s*OK\\s*</status>';

const sender = optionalSenderSetting(
  setting.optionalText('HKT_SENDER_NUMBER', {
    describe: 'The sender, a number; without one the gateway chooses. Also read as SMS_SENDER_NUMBER.',
    alias: 'SMS_SENDER_NUMBER',
  }),
  HKT_SENDERS,
);
const pattern = (variable: string, describe: string, fallback = '') => {
  const text = setting.optionalText(variable, { describe, fallback });
  return { ...text, parse: (raw: string) => (isPattern(raw) ? text.parse(raw) : refuse(PATTERN_SAYS)) };
};

export const hktSettings = {
  ...natsSettings,
  ...opsSettings,
  ...providerSettings,
  applicationId: setting.optionalText('HKT_APPLICATION_ID', {
    describe:
      'The `application` that HKT gave. Without one the adapter serves accounts made through the API alone. Also read as SMS_APPLICATION_ID.',
    alias: 'SMS_APPLICATION_ID',
  }),
  sender: { ...sender, parse: (raw: string) => sender.parse(withPlus(raw.trim())) },
  method: setting.oneOf('HKT_METHOD', METHODS, { describe: 'How the gateway is called.', fallback: 'POST' }),
  textParameter: setting.oneOf('HKT_TEXT_PARAMETER', TEXT_PARAMETERS, {
    describe: 'The parameter with the text: `msg_utf8`, or `msg_text` in BIG5.',
    fallback: 'msg_utf8',
  }),
  successPattern: pattern('HKT_SUCCESS_PATTERN', 'What an answer contains if the text was taken.', SUCCESS),
  refusalPattern: pattern(
    'HKT_REFUSAL_PATTERN',
    'What an answer without `<status>` contains if the text was refused, such as `^ERROR`.',
  ),
  invalidNumberPattern: pattern(
    'HKT_INVALID_NUMBER_PATTERN',
    "What a refusal's reason contains if no vendor can reach the number; without it every refusal goes to the next route.",
  ),
  baseUrl: setting.url('HKT_BASE_URL', {
    describe:
      "The gateway's address; `/gateway/gateway.jsp` is added to one without a path. Also read as SMS_BASE_URL.",
    alias: 'SMS_BASE_URL',
    fallback: 'https://cst01.1010.com.hk/gateway/gateway.jsp',
    inProduction: secureAddressInProduction,
  }),
  environment: setting.oneOf('HKT_ENVIRONMENT', ['live', 'test'], {
    describe: 'Which messages the account may send: `test` for the sandbox.',
    fallback: 'live',
  }),
  sandboxApplicationId: setting.optionalText('SANDBOX_HKT_APPLICATION_ID', {
    describe: "The application of the sandbox's HKT, with SANDBOX_URL.",
  }),
};

function isPattern(source: string): boolean {
  try {
    compiled(source);
    return true;
  } catch {
    return false;
  }
}

function refuse(says: string): never {
  throw new Error(says);
}

export type HktConfig = ConfigOf<typeof hktSettings>;
export function readHktConfig(env: Readonly<Record<string, string | undefined>> = process.env): HktConfig {
  const config = readConfig(hktSettings, env);
  hktAccount(config);
  sandboxHkt(config);
  return config;
}

/** Sealed in the ledger, with the gateway's address: an account of the sandbox never calls HKT. */
export interface HktSecrets {
  readonly gatewayUrl: string;
  readonly applicationId: string;
  readonly sender?: string;
  readonly method: (typeof METHODS)[number];
  readonly textParameter: (typeof TEXT_PARAMETERS)[number];
  readonly successPattern: string;
  readonly refusalPattern?: string;
  readonly invalidNumberPattern?: string;
}

/** The account that the settings name, if any. */
export function hktAccount(config: HktConfig): OwnAccount<HktSecrets> | undefined {
  const given = {
    application_id: config.applicationId,
    sender: config.sender,
    method: config.method,
    text_parameter: config.textParameter,
    success_pattern: config.successPattern,
    refusal_pattern: config.refusalPattern,
    invalid_number_pattern: config.invalidNumberPattern,
  };
  const typed = settingsOfEnvironment(TYPED, ['application_id', 'sender'], given);
  return typed && { ...accountOf(typed, config.baseUrl), environment: config.environment };
}

/** The sandbox's account, which takes test messages if the settings name no account for them. */
export function sandboxHkt(config: HktConfig): OwnAccount<HktSecrets> | undefined {
  const { environment, sandboxUrl, sandboxApplicationId: application_id } = config;
  if (environment === 'test' || !sandboxUrl || !application_id) return undefined;
  return { ...accountOf({ application_id }, sandboxUrl), environment: 'test' };
}

export function parseHktSecrets(value: unknown): HktSecrets {
  const secrets = (value ?? {}) as HktSecrets;
  const required = [secrets.gatewayUrl, secrets.applicationId, secrets.method, secrets.textParameter];
  if ([...required, secrets.successPattern].some((it) => typeof it !== 'string' || it === ''))
    throw new Error('not the secrets of an HKT account');
  return secrets;
}

const ofPattern = { pattern: { test: isPattern }, says: `${PATTERN_SAYS}.` };
const ofSender = typedSender(HKT_SENDERS);

export const TYPED = {
  application_id: {
    required: true,
    pattern: /^[\x21-\x7e]{1,64}$/,
    says: 'the `application` that HKT gave: up to 64 characters without spaces.',
    example: 'YourAppID',
    variable: 'HKT_APPLICATION_ID',
  },
  sender: {
    ...ofSender,
    normal: (value: string) => ofSender.normal!(withPlus(value)),
    variable: 'HKT_SENDER_NUMBER',
    example: '+85221234567',
  },
  method: { pattern: /^(POST|GET)$/, says: 'POST or GET.', example: 'POST', variable: 'HKT_METHOD' },
  text_parameter: {
    pattern: /^msg_(utf8|text)$/,
    says: '`msg_utf8`, or `msg_text` in BIG5.',
    example: 'msg_utf8',
    variable: 'HKT_TEXT_PARAMETER',
  },
  success_pattern: { ...ofPattern, example: SUCCESS, variable: 'HKT_SUCCESS_PATTERN' },
  refusal_pattern: { ...ofPattern, example: '^ERROR', variable: 'HKT_REFUSAL_PATTERN' },
  invalid_number_pattern: { ...ofPattern, example: 'invalid .*number', variable: 'HKT_INVALID_NUMBER_PATTERN' },
} as const satisfies TypedSettings<string>;

type Typed = Partial<Record<keyof typeof TYPED, string>>;

/** An account as its owner typed it; the gateway's address comes from the service. */
export const typedAccount = (given: Readonly<Record<string, string>>, address: string): TypedAccount<HktSecrets> =>
  accountOf(typedSettings(TYPED, given), address);

function accountOf(typed: Typed, address: string): TypedAccount<HktSecrets> {
  const { application_id, sender: from, refusal_pattern, invalid_number_pattern } = typed;
  const secrets: HktSecrets = {
    gatewayUrl: new URL(address).pathname === '/' ? `${address}/gateway/gateway.jsp` : address,
    applicationId: application_id!,
    method: typed.method === 'GET' ? 'GET' : 'POST',
    textParameter: typed.text_parameter === 'msg_text' ? 'msg_text' : 'msg_utf8',
    successPattern: typed.success_pattern ?? SUCCESS,
    ...(from && { sender: from }),
    ...(refusal_pattern && { refusalPattern: refusal_pattern }),
    ...(invalid_number_pattern && { invalidNumberPattern: invalid_number_pattern }),
  };
  return { identity: [secrets.applicationId, secrets.sender ?? ''], secrets, fields: Object.keys(typed) };
}
