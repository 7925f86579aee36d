// Written by `npm run generate` from what the adapters' config rooms say of an account.
export interface VendorSetting {
  readonly name: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly says: string;
  readonly example: string;
  /** It can only be used together with this setting. */
  readonly with?: string;
}

export const VENDOR_SETTINGS: Readonly<Record<string, readonly VendorSetting[]>> = {
  baas: [
    {
      name: 'api_key',
      required: true,
      secret: true,
      says: 'the key of the account: 8 to 4096 ASCII characters without spaces.',
      example: 'the-key-of-your-account',
    },
    {
      name: 'project_id',
      required: false,
      secret: false,
      says: 'the id of the project.',
      example: '00000000-0000-4000-8000-000000000000',
    },
    {
      name: 'sender',
      required: false,
      secret: false,
      says: 'a number of Korea such as 02-1234-5678 or +82212345678, or eight digits such as 1588-1234.',
      example: '02-1234-5678',
    },
    {
      name: 'path_prefix',
      required: false,
      secret: false,
      says: 'one of /message, /api/message.',
      example: '/message',
    },
    {
      name: 'auth_header',
      required: false,
      secret: false,
      says: 'one of X-API-KEY, Authorization, x_api_key.',
      example: 'X-API-KEY',
    },
    { name: 'sms_channel_id', required: false, secret: false, says: 'a whole number.', example: '1' },
    { name: 'mms_channel_id', required: false, secret: false, says: 'a whole number.', example: '3' },
    { name: 'success_means', required: false, secret: false, says: 'one of accepted, delivered.', example: 'accepted' },
  ],
  hkt: [
    {
      name: 'application_id',
      required: true,
      secret: false,
      says: 'the `application` that HKT gave: up to 64 characters without spaces.',
      example: 'YourAppID',
    },
    {
      name: 'sender',
      required: false,
      secret: false,
      says: 'a number in E.164 (852 and 8 digits are one of Hong Kong) or 3 to 8 digits.',
      example: '+85221234567',
    },
    { name: 'method', required: false, secret: false, says: 'POST or GET.', example: 'POST' },
    {
      name: 'text_parameter',
      required: false,
      secret: false,
      says: '`msg_utf8`, or `msg_text` in BIG5.',
      example: 'msg_utf8',
    },
    {
      name: 'success_pattern',
      required: false,
      secret: false,
      says: 'a regular expression of up to 200 characters: literals, . [ ] ( ) | * + ? ^ $ \\b \\B \\d \\D \\s \\S \\w \\W; without { }, look-arounds and back references.',
      example: '<status>\\s*OK\\s*</status>',
    },
    {
      name: 'refusal_pattern',
      required: false,
      secret: false,
      says: 'a regular expression of up to 200 characters: literals, . [ ] ( ) | * + ? ^ $ \\b \\B \\d \\D \\s \\S \\w \\W; without { }, look-arounds and back references.',
      example: '^ERROR',
    },
    {
      name: 'invalid_number_pattern',
      required: false,
      secret: false,
      says: 'a regular expression of up to 200 characters: literals, . [ ] ( ) | * + ? ^ $ \\b \\B \\d \\D \\s \\S \\w \\W; without { }, look-arounds and back references.',
      example: 'invalid .*number',
    },
  ],
  http: [
    {
      name: 'api',
      required: true,
      secret: false,
      says: "`vonage`, `infobip`, or the description of the vendor's API in JSON.",
      example: 'vonage',
    },
    {
      name: 'key',
      required: true,
      secret: true,
      says: 'the key or the user of the account: 4 to 512 characters without spaces.',
      example: 'the-key-of-your-account',
    },
    {
      name: 'secret',
      required: false,
      secret: true,
      says: 'the secret of the account, if its API has one: 4 to 512 characters without spaces.',
      example: 'the-secret-of-your-account',
    },
    {
      name: 'sender',
      required: false,
      secret: false,
      says: 'a number in E.164, a short code, or a name of 1 to 11 letters, digits, spaces and - _ & with a letter among them.',
      example: 'MyBrand',
    },
    {
      name: 'callback_key',
      required: false,
      secret: true,
      says: "the key of the vendor's signatures, if the description has them: 4 to 512 characters without spaces.",
      example: 'the-key-of-its-signatures',
    },
  ],
  kavenegar: [
    {
      name: 'api_key',
      required: true,
      secret: true,
      says: 'the key that the panel shows: 16 to 256 letters and digits.',
      example: '0123456789ABCDEF0123456789ABCDEF',
    },
    {
      name: 'sender',
      required: false,
      secret: false,
      says: "the digits of one of the account's lines, 4 to 14.",
      example: '10004346',
    },
    {
      name: 'receipts',
      required: false,
      secret: false,
      says: '`callback`: the panel has the callback address; `poll`: Kavenegar is asked for each message.',
      example: 'poll',
    },
    {
      name: 'countries',
      required: false,
      secret: false,
      says: 'ISO 3166 codes with commas between them.',
      example: 'IR,TR',
    },
  ],
  smsir: [
    {
      name: 'api_key',
      required: true,
      secret: true,
      says: "the key that the account's panel at SMS.IR shows: 16 to 128 ASCII characters without spaces.",
      example: 'the-key-of-your-account',
    },
    {
      name: 'line_number',
      required: false,
      secret: false,
      says: 'the digits of a line of the account, 4 to 14, such as 30001234.',
      example: '30001234',
    },
  ],
  sns: [
    {
      name: 'access_key_id',
      required: true,
      secret: false,
      says: 'an access key such as `AKIA...`: 16 to 128 capital letters and digits.',
      example: 'AKIAIOSFODNN7EXAMPLE',
    },
    {
      name: 'secret_access_key',
      required: true,
      secret: true,
      says: 'the secret that was shown with the access key: 16 to 128 characters without spaces.',
      example: 'the-secret-of-your-access-key',
    },
    {
      name: 'session_token',
      required: false,
      secret: true,
      says: 'the token of temporary credentials: 16 to 4096 characters without spaces.',
      example: 'the-token-of-your-session',
    },
    { name: 'region', required: true, secret: false, says: 'a region such as `eu-west-1`.', example: 'eu-west-1' },
    { name: 'account_id', required: false, secret: false, says: "the account's 12 digits.", example: '123456789012' },
    {
      name: 'sender_id',
      required: false,
      secret: false,
      says: 'a name of 3 to 11 letters and digits, hyphens between them, with a letter among them, or an origination number of 5 to 14 digits: E.164 or a short code.',
      example: 'Postrider',
    },
    {
      name: 'sms_type',
      required: false,
      secret: false,
      says: 'Transactional or Promotional.',
      example: 'Transactional',
    },
    {
      name: 'max_price',
      required: false,
      secret: false,
      says: 'USD that a text may cost, such as `0.50`.',
      example: '0.50',
    },
    {
      name: 'delivery_logs',
      required: false,
      secret: false,
      says: 'yes or no: whether SNS writes delivery logs to CloudWatch.',
      example: 'no',
    },
  ],
  twilio: [
    {
      name: 'account_sid',
      required: true,
      secret: false,
      says: '`AC` and 32 hex digits.',
      example: 'AC00000000000000000000000000000000',
    },
    {
      name: 'auth_token',
      required: true,
      secret: true,
      says: 'the token that Twilio shows for the account: 16 to 128 characters without spaces.',
      example: 'the-token-of-your-account',
    },
    {
      name: 'api_key_sid',
      required: false,
      secret: false,
      says: '`SK` and 32 hex digits.',
      example: 'SK00000000000000000000000000000000',
      with: 'api_key_secret',
    },
    {
      name: 'api_key_secret',
      required: false,
      secret: true,
      says: 'the secret that Twilio showed once: 16 to 128 characters without spaces.',
      example: 'the-secret-of-your-key',
      with: 'api_key_sid',
    },
    {
      name: 'sender',
      required: true,
      secret: false,
      says: 'a number in E.164, a short code, a name of 1 to 11 letters, digits, spaces and + - _ & with a letter among them, or a Messaging Service (MG and 32 hex digits).',
      example: '+15005550006',
    },
  ],
};
