import { ConfigError } from '#libs/kernel';
import { parseTwilioSecrets, readTwilioConfig, twilioAccount, typedAccount } from './config.ts';

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

const SERVICE = `MG${'0f'.repeat(16)}`;

test.each([
  ['+15005550006', '+15005550006'],
  ['12345', '12345'],
  ['A_B & C+D-E', 'A_B & C+D-E'],
  [SERVICE.toUpperCase(), SERVICE],
])('the sender %s is taken', (given, sender) => {
  const typed = { account_sid: REQUIRED.TWILIO_ACCOUNT_SID, auth_token: 'a-token-of-an-account', sender: given };

  expect(readTwilioConfig({ ...REQUIRED, TWILIO_PHONE_NUMBER: given }).sender).toBe(sender);
  expect(typedAccount(typed, 'http://127.0.0.1:1')).toMatchObject({
    secrets: { sender },
    identity: [REQUIRED.TWILIO_ACCOUNT_SID, sender],
  });
});

test.each(['(500) 555-0006', '15005550006', 'TwelveLetter', 'acme.com', '1OO1', SERVICE.slice(0, -1)])(
  'the sender %s is refused by name, with what Twilio takes',
  (sender) => {
    const typed = { account_sid: REQUIRED.TWILIO_ACCOUNT_SID, auth_token: 'a-token-of-an-account', sender };
    const takes = 'a number in E.164, a short code, a name of 1 to 11 letters';

    expect(() => readTwilioConfig({ ...REQUIRED, TWILIO_PHONE_NUMBER: sender })).toThrow(
      `TWILIO_PHONE_NUMBER must be ${takes}`,
    );
    expect(() => typedAccount(typed, 'http://127.0.0.1:1')).toThrow(`sender has another form: ${takes}`);
  },
);

test('what is missing is named, and no value is quoted', () => {
  const { TWILIO_AUTH_TOKEN: _token, VENDOR_KEY: _key, ...rest } = REQUIRED;
  const reading = () => readTwilioConfig({ ...rest, VENDOR_KEY: 'a-secret-key', TWILIO_ENVIRONMENT: 'staging' });

  expect(reading).toThrow(ConfigError);
  expect(reading).toThrow(/^TWILIO_AUTH_TOKEN is missing|VENDOR_KEY must be|TWILIO_ENVIRONMENT must be/m);
  expect(reading).not.toThrow(/a-secret|staging/);
});

test('what is sealed is what opens again, with the API key where there is one', () => {
  const plain = (over = {}) => twilioAccount({ ...readTwilioConfig(REQUIRED), ...over }).secrets;
  const sealed = (secrets: unknown) => parseTwilioSecrets(JSON.parse(JSON.stringify(secrets)));

  expect(sealed(plain())).toEqual({
    apiUrl: 'https://api.twilio.com',
    accountSid: REQUIRED.TWILIO_ACCOUNT_SID,
    authToken: 'a-secret-token',
    sender: '+15005550006',
  });
  expect(sealed(plain({ apiKeySid: 'SK1', apiKeySecret: 'k' }))).toMatchObject({ apiKeySid: 'SK1', apiKeySecret: 'k' });
});

test.each([null, {}, 'text', { apiUrl: 'x', accountSid: 'x', authToken: '', sender: 'x' }])(
  '%j are no secrets',
  (value) => {
    expect(() => parseTwilioSecrets(value)).toThrow('not the secrets of a Twilio account');
  },
);
