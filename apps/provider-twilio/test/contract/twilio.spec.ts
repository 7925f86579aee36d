import { describeVendor, refusals } from '#libs/provider-kit/testing';
import type { TwilioConfig } from '../../src/config.ts';
import { providerTwilio } from '../../src/twilio.module.ts';

const ACCOUNT = { TWILIO_ACCOUNT_SID: `AC${'5'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'a-token-of-the-sandbox' };

const SENDER = '+15005550006';

/** Typed from Twilio's documentation of its error codes; nothing here comes from `outcomes.ts`. */
const OF_A_CALL = {
  rejected: [21211, 21217, 21602, 21610, 21619, 21620],
  misconfigured: [20003, 20005, 20006, 70004, 90010, 30002],
  request: [
    20008, 20403, 20404, 21212, 21603, 21606, 21607, 21609, 21616, 21621, 21622, 21624, 21654, 21655, 21656, 21658,
    21659, 21660, 21704, 21705, 21708, 21709, 35111, 35114, 35118, 90007,
  ],
  throttled: [20429, 21611, 63038],
  down: [20503],
  unknown: [20500],
};

/** Those of a delivery that failed, which Twilio may also give at once. */
const OF_A_DELIVERY = {
  rejected: [30003, 30004, 30005, 30019, 30450],
  request: [30009, 30010, 30011, 30018, 30024, 30032, 30033, 30034, 30035],
  throttled: [30001, 30017, 30022, 30023, 30027, 30036],
  unknown: [30008, 30410],
};

/** Twilio refuses the number or the text, and another vendor may take it; or it refuses our call, not the message. */
const OF_THIS_VENDOR = {
  recipient: [21408, 21608, 21612, 21614, 21703, 21617, 21618, 21623, 30006, 30007, 21265, 21266, 21268, 21635],
  request: [21401, 21604],
};

const HTTP_STATUS: Readonly<Record<number, number>> = { 20404: 404, 20429: 429, 20503: 503, 20500: 500 };

const rows = [
  ...refusals(OF_A_CALL, (code, meaning) => ({
    status: HTTP_STATUS[Number(code)] ?? (meaning === 'misconfigured' ? 401 : 400),
  })),
  ...refusals(OF_A_DELIVERY),
  ...refusals(OF_THIS_VENDOR),
  // A code that nobody knows, and a server error that calls itself unavailable.
  ...refusals({ request: [29999] }),
  ...refusals({ misconfigured: [29999] }, () => ({ status: 401 })),
  ...refusals({ throttled: [29999] }, () => ({ status: 429 })),
  ...refusals({ down: [29999], unknown: [20500] }, () => ({ status: 503 })),
  ...refusals({ unknown: [29999, 21211] }, () => ({ status: 500 })),
];

describeVendor<TwilioConfig>('twilio', {
  service: providerTwilio,
  sandbox: ACCOUNT,
  config: (settings, apiUrl) => ({
    ...settings,
    accountSid: ACCOUNT.TWILIO_ACCOUNT_SID,
    authToken: ACCOUNT.TWILIO_AUTH_TOKEN,
    apiKeySid: undefined,
    apiKeySecret: undefined,
    sender: SENDER,
    apiUrl,
    environment: 'test',
    sandboxAccountSid: undefined,
    sandboxAuthToken: undefined,
  }),
  refusals: rows,
  account: {
    typed: { account_sid: ACCOUNT.TWILIO_ACCOUNT_SID, auth_token: ACCOUNT.TWILIO_AUTH_TOKEN, sender: SENDER },
    required: ['account_sid', 'auth_token', 'sender'],
    malformed: {
      account_sid: 'AC-of-another-form',
      auth_token: 'a token with spaces',
      api_key_sid: 'SK-of-another-form',
      api_key_secret: 'a secret with spaces',
      sender: '1 500 555',
    },
    secret: 'auth_token',
  },
  senders: {
    own: SENDER,
    other: 'MyBrand',
    more: ['12345', 'A', 'A_B & C+D-E', 'Google+', '&Co', `MG${'0f'.repeat(16)}`],
  },
  receiptsBy: ['callback'],
  textsBy: 'callback',
  receipts: [
    { status: 'delivered', proves: 'DELIVERED' },
    { status: 'read', proves: 'DELIVERED' },
    { status: 'undelivered', errorCode: 30003, proves: 'UNDELIVERED' },
    { status: 'failed', errorCode: 30008, proves: 'UNDELIVERED' },
    ...['accepted', 'scheduled', 'queued', 'sending', 'sent', 'partially_delivered', 'canceled'].map((status) => ({
      status,
    })),
  ],
});
