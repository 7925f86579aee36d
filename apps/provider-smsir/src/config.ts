import {
  EVERY_TOKEN,
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
  providerSettings,
  settingsOfEnvironment,
  typedSettings,
  type OwnAccount,
  type TypedAccount,
  type TypedSettings,
} from '#libs/provider-kit';

/** `lineNumber` of `send/bulk`. Phones show a long line as a number of Iran, and as that it is written. */
export const SMSIR_SENDERS: SenderRule = {
  kinds: ['short_code', 'number'],
  digits: [4, 16],
  signs: '',
  signs_inside: false,
  says: 'a line of the account: its digits if it has 4 to 8, else +98 and its digits',
};

type Carries = NonNullable<TypedAccount<unknown>['carries']>;

/** `send/verify`: `parameters` by the names of the template's placeholders, each value of 1 to 25 characters. */
export const TEMPLATES = {
  tokens_by: 'name',
  tokens: [{ name: EVERY_TOKEN, max_length: 25 }],
  code_pattern: '[1-9]\\d{0,9}',
  code_says: 'the number of the template in the panel of SMS.IR, such as 100000',
} satisfies Carries['templates'];

/** Without a line of its own an account has no sender for texts of any wording. */
export const carriesOf = (lineNumber: string | undefined): Carries => ({
  text: lineNumber !== undefined,
  templates: TEMPLATES,
  countries: ['IR'],
});

const LINE = /^[1-9]\d{3,13}$/;
const LINE_SAYS = 'the digits of a line of the account, 4 to 14, such as 30001234.';
const digits = (value: string): string => lineOf(value.replace(/[\s-]/g, ''));

const lineSetting = (of: Setting<string | undefined>): Setting<string | undefined> => ({
  ...of,
  parse: (raw) => {
    const line = digits(raw);
    if (line !== '' && !LINE.test(line)) throw new Error(LINE_SAYS);
    return line === '' ? undefined : line;
  },
});

export const smsirSettings = {
  ...natsSettings,
  ...opsSettings,
  ...providerSettings,
  apiKey: setting.optionalText('SMSIR_API_KEY', {
    describe:
      "The key of the account's panel at SMS.IR. Without one the adapter serves accounts made through the API alone.",
    secret: true,
  }),
  lineNumber: lineSetting(
    setting.optionalText('SMSIR_LINE_NUMBER', {
      describe:
        'The line that sends texts of any wording, and receives. Without one the account sends by templates only.',
    }),
  ),
  apiUrl: setting.url('SMSIR_API_URL', {
    describe: "SMS.IR's API.",
    fallback: 'https://api.sms.ir',
    inProduction: secureAddressInProduction,
  }),
  environment: setting.oneOf('SMSIR_ENVIRONMENT', ['live', 'test'], {
    describe: "Which messages the account may send: `test` for the sandbox and for SMS.IR's own sandbox keys.",
    fallback: 'live',
  }),
  sandboxApiKey: setting.optionalText('SANDBOX_SMSIR_API_KEY', {
    describe: "The key of the sandbox's SMS.IR account, with SANDBOX_URL.",
    secret: true,
  }),
  sandboxLineNumber: setting.text('SANDBOX_SMSIR_LINE_NUMBER', {
    describe: "The line of the sandbox's SMS.IR account.",
    fallback: '30001234',
  }),
};

export type SmsirConfig = ConfigOf<typeof smsirSettings>;

export function readSmsirConfig(env: Readonly<Record<string, string | undefined>> = process.env): SmsirConfig {
  const config = readConfig(smsirSettings, env);
  smsirAccount(config);
  sandboxSmsir(config);
  return config;
}

/** A line as SMS.IR writes it. */
export const lineOf = (sender: string): string => sender.replace(/^(?:\+|00)98(?=\d{4})/, '');

const LONGEST_SHORT_CODE = 8;
/** A line as a sender. */
export const senderOf = (line: string): string => (line.length > LONGEST_SHORT_CODE ? `+98${line}` : line);

/** Sealed in the ledger, with the API's address: an account of the sandbox never calls SMS.IR. */
export interface SmsirSecrets {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly lineNumber?: string;
}

/** The account that the settings name, if any. */
export function smsirAccount(config: SmsirConfig): OwnAccount<SmsirSecrets> | undefined {
  const { apiUrl, apiKey, lineNumber, environment } = config;
  const typed = settingsOfEnvironment(TYPED, ['api_key', 'line_number'], { api_key: apiKey, line_number: lineNumber });
  return typed && { ...accountOf(typed, apiUrl), environment };
}

/** The sandbox's account, which takes test messages if the settings name no account for them. */
export function sandboxSmsir(config: SmsirConfig): OwnAccount<SmsirSecrets> | undefined {
  const { environment, sandboxUrl, sandboxApiKey: api_key, sandboxLineNumber: line_number } = config;
  if (environment === 'test' || !sandboxUrl || !api_key) return undefined;
  return { ...accountOf({ api_key, line_number }, sandboxUrl), environment: 'test' };
}

export function parseSmsirSecrets(value: unknown): SmsirSecrets {
  const { apiUrl, apiKey, lineNumber } = (value ?? {}) as SmsirSecrets;
  const isText = (it: unknown): boolean => typeof it === 'string' && it !== '';
  if (!isText(apiUrl) || !isText(apiKey) || (lineNumber !== undefined && !isText(lineNumber)))
    throw new Error('not the secrets of an SMS.IR account');
  return { apiUrl, apiKey, ...(lineNumber !== undefined && { lineNumber }) };
}

export const TYPED = {
  api_key: {
    required: true,
    pattern: /^[\x21-\x7e]{16,128}$/,
    says: "the key that the account's panel at SMS.IR shows: 16 to 128 ASCII characters without spaces.",
    example: 'the-key-of-your-account',
    secret: true,
    variable: 'SMSIR_API_KEY',
  },
  line_number: {
    pattern: LINE,
    says: LINE_SAYS,
    example: '30001234',
    variable: 'SMSIR_LINE_NUMBER',
    normal: digits,
  },
} as const satisfies TypedSettings<string>;

type Typed = Partial<Record<keyof typeof TYPED, string>>;

/** An account as its owner typed it; the address of SMS.IR comes from the service. */
export const typedAccount = (given: Readonly<Record<string, string>>, apiUrl: string): TypedAccount<SmsirSecrets> =>
  accountOf(typedSettings(TYPED, given), apiUrl);

/**
 * SMS.IR has no other name for an account than its key. Its other lines are senders of the same account, so that a text
 * to any of them is read once.
 */
function accountOf(typed: Typed, apiUrl: string): TypedAccount<SmsirSecrets> {
  const { api_key: apiKey = '', line_number: lineNumber } = typed;
  const secrets = { apiUrl, apiKey, ...(lineNumber !== undefined && { lineNumber }) };
  return {
    identity: [apiKey],
    secrets,
    fields: Object.keys(typed),
    carries: carriesOf(lineNumber),
  };
}
