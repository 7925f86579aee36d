import { ConfigError } from '#libs/kernel';
import { parseTwilioSecrets, readTwilioConfig, sandboxTwilio, twilioAccount, typedAccount } from './config.ts';

const REQUIRED = {
  NATS_URL: 'nats://127.0.0.1:4222',
  VENDOR_KEY: Buffer.alloc(32, 1).toString('base64'),
  TWILIO_ACCOUNT_SID: `AC${'5'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a-secret-token',
  TWILIO_PHONE_NUMBER: '+15005550006',
};

test('the required settings are enough, and send live messages to Twilio', () => {
  const config = readTwilioConfig(REQUIRED);

  expect(config).toMatchObject({ apiUrl: 'https://api.twilio.com', environment: 'live', maxInFlight: 1000 });
});

test('production refuses an API on this machine or without https, and an address that Twilio cannot call', () => {
  const random = Buffer.from('q8Zr1v0XyB7mWk4TnL2sHd9uJc5pGf3e').toString('base64');
  const env = { ...REQUIRED, VENDOR_KEY: random, TWILIO_AUTH_TOKEN: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };
  const refused = (more: Record<string, string>) => {
    try {
      readTwilioConfig({ ...env, APP_ENV: 'production', PUBLIC_URL: 'https://sms.example.com', ...more });
      return [];
    } catch (error) {
      return (error as ConfigError).problems;
    }
  };

  expect(refused({})).toEqual([]);
  expect(refused({ TWILIO_API_URL: 'http://sandbox:8025', PUBLIC_URL: '' })).toEqual([
    'PUBLIC_URL must be an address at which others reach it, not one of this machine, because APP_ENV is production.',
    'TWILIO_API_URL must be an https address of another machine, because APP_ENV is production.',
  ]);
});

const SERVICE = `MG${'0f'.repeat(16)}`;

test.each([
  ['+15005550006', '+15005550006'],
  ['12345', '12345'],
  ['A_B & C+D-E', 'A_B & C+D-E'],
  [SERVICE.toUpperCase(), SERVICE],
])('the sender %s is accepted', (given, sender) => {
  const typed = { account_sid: REQUIRED.TWILIO_ACCOUNT_SID, auth_token: 'a-token-of-an-account', sender: given };

  expect(readTwilioConfig({ ...REQUIRED, TWILIO_PHONE_NUMBER: given }).sender).toBe(sender);
  expect(typedAccount(typed, 'http://127.0.0.1:1')).toMatchObject({
    secrets: { sender },
    identity: [REQUIRED.TWILIO_ACCOUNT_SID, sender],
  });
});

test.each(['(500) 555-0006', '15005550006', 'TwelveLetter', 'acme.com', '1OO1', SERVICE.slice(0, -1)])(
  'the sender %s is refused by name, with the senders that Twilio takes',
  (sender) => {
    const typed = { account_sid: REQUIRED.TWILIO_ACCOUNT_SID, auth_token: 'a-token-of-an-account', sender };
    const takes = 'a number in E.164, a short code, a name of 1 to 11 letters';

    expect(() => readTwilioConfig({ ...REQUIRED, TWILIO_PHONE_NUMBER: sender })).toThrow(
      `TWILIO_PHONE_NUMBER must be ${takes}`,
    );
    expect(() => typedAccount(typed, 'http://127.0.0.1:1')).toThrow(`sender must be ${takes}`);
  },
);

test('a missing setting is named, and no value is quoted', () => {
  const reading = () =>
    readTwilioConfig({ ...REQUIRED, NATS_URL: '', VENDOR_KEY: 'a-secret-key', TWILIO_ENVIRONMENT: 'staging' });

  expect(reading).toThrow(ConfigError);
  expect(reading).toThrow(/NATS_URL is missing[^]*VENDOR_KEY must be[^]*TWILIO_ENVIRONMENT must be/m);
  expect(reading).not.toThrow(/a-secret|staging/);
});

test('a sealed account can be opened unchanged, with the API key if there is one', () => {
  const plain = (over = {}) => twilioAccount({ ...readTwilioConfig(REQUIRED), ...over })!.secrets;
  const sealed = (secrets: unknown) => parseTwilioSecrets(JSON.parse(JSON.stringify(secrets)));

  expect(sealed(plain())).toEqual({
    apiUrl: 'https://api.twilio.com',
    accountSid: REQUIRED.TWILIO_ACCOUNT_SID,
    authToken: 'a-secret-token',
    sender: '+15005550006',
  });
  expect(sealed(plain({ apiKeySid: 'SK1', apiKeySecret: 'k' }))).toMatchObject({ apiKeySid: 'SK1', apiKeySecret: 'k' });
});

test.each([
  ['TWILIO_ACCOUNT_SID', {}, 'TWILIO_AUTH_TOKEN'],
  ['TWILIO_AUTH_TOKEN', {}, 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_PHONE_NUMBER', {}, 'TWILIO_ACCOUNT_SID'],
  ['TWILIO_API_KEY_SECRET', { TWILIO_API_KEY_SID: `SK${'1'.repeat(32)}` }, 'TWILIO_API_KEY_SID'],
  ['TWILIO_API_KEY_SID', { TWILIO_API_KEY_SECRET: 'only-a-secret-half' }, 'TWILIO_API_KEY_SECRET'],
])('half an account, without %s, is refused by name', (missing, also, there) => {
  const reading = () => readTwilioConfig({ ...REQUIRED, [missing]: '', ...also });

  expect(reading).toThrow(ConfigError);
  expect(reading).toThrow(`${missing} must be set as well: ${there} is`);
  expect(reading).not.toThrow(/half$|a-secret/m);
});

test('settings without any of it name no account', () => {
  const { NATS_URL, VENDOR_KEY } = REQUIRED;

  expect(twilioAccount(readTwilioConfig({ NATS_URL, VENDOR_KEY }))).toBeUndefined();
});

test('two spellings of a value give one account, and its settings have the names of the API', () => {
  const named = (env: Record<string, string>) => twilioAccount(readTwilioConfig({ ...REQUIRED, ...env }))!;
  const plain = named({ TWILIO_ACCOUNT_SID: `AC${'ab'.repeat(16)}` });

  expect(named({ TWILIO_ACCOUNT_SID: ` ac${'AB'.repeat(16)} `, TWILIO_PHONE_NUMBER: '+1 (500) 555-0006' })).toEqual(
    plain,
  );
  expect(named({ TWILIO_PHONE_NUMBER: `mg${'CD'.repeat(16)}` }).secrets.sender).toBe(`MG${'cd'.repeat(16)}`);
  expect(plain.fields).toEqual(['account_sid', 'auth_token', 'sender']);
});

test.each(['api_key_sid', 'api_key_secret'])('a typed account with %s alone is refused by name', (half) => {
  const settings = { account_sid: `AC${'5'.repeat(32)}`, auth_token: 'a-token-of-twilio', sender: 'Brand' };
  const value = half === 'api_key_sid' ? `SK${'1'.repeat(32)}` : 'a-secret-of-a-key';
  const other = half === 'api_key_sid' ? 'api_key_secret' : 'api_key_sid';

  expect(() => typedAccount({ ...settings, [half]: value }, 'https://api.twilio.com')).toThrow(
    `${other} is missing: ${half} can only be used together with it.`,
  );
});

test.each([null, {}, 'text', { apiUrl: 'x', accountSid: 'x', authToken: '', sender: 'x' }])(
  '%j are not secrets',
  (value) => {
    expect(() => parseTwilioSecrets(value)).toThrow('not the secrets of a Twilio account');
  },
);

describe("the sandbox's account", () => {
  const SANDBOX = {
    SANDBOX_URL: 'http://127.0.0.1:8025/',
    SANDBOX_TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    SANDBOX_TWILIO_AUTH_TOKEN: 'token-of-the-sandbox',
  };

  test('takes test messages beside a live account, and is the account of the settings if they name none', () => {
    const beside = sandboxTwilio(readTwilioConfig({ ...REQUIRED, ...SANDBOX }));
    const alone = twilioAccount(
      readTwilioConfig({
        ...REQUIRED,
        TWILIO_ACCOUNT_SID: SANDBOX.SANDBOX_TWILIO_ACCOUNT_SID,
        TWILIO_AUTH_TOKEN: SANDBOX.SANDBOX_TWILIO_AUTH_TOKEN,
        TWILIO_API_URL: SANDBOX.SANDBOX_URL,
        TWILIO_ENVIRONMENT: 'test',
      }),
    );

    expect(beside).toMatchObject({ environment: 'test', secrets: { apiUrl: 'http://127.0.0.1:8025' } });
    expect(beside).toEqual(alone);
  });

  test('takes none if the settings name an account for them, or without a sandbox', () => {
    expect(sandboxTwilio(readTwilioConfig({ ...REQUIRED, ...SANDBOX, TWILIO_ENVIRONMENT: 'test' }))).toBeUndefined();
    expect(sandboxTwilio(readTwilioConfig({ ...REQUIRED, ...SANDBOX, SANDBOX_URL: '' }))).toBeUndefined();
    expect(sandboxTwilio(readTwilioConfig(REQUIRED))).toBeUndefined();
  });

  test('is refused by name if half of it is missing', () => {
    expect(() => readTwilioConfig({ ...REQUIRED, ...SANDBOX, SANDBOX_TWILIO_AUTH_TOKEN: '' })).toThrow(
      'SANDBOX_TWILIO_AUTH_TOKEN must be set as well',
    );
  });
});
