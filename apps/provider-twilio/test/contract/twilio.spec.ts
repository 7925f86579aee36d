import { describeVendor } from '#libs/provider-kit/testing';
import type { TwilioConfig } from '../../src/config.ts';
import { CODES, type Meaning } from '../../src/outcomes.ts';
import { STATUSES } from '../../src/receipt.ts';
import { providerTwilio } from '../../src/twilio.module.ts';

const ACCOUNT = { TWILIO_ACCOUNT_SID: `AC${'5'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'a-token-of-the-sandbox' };

const SENDER = '+15005550006';

/** Twilio's HTTP status for a code of this meaning. */
const HTTP_STATUS: Readonly<Record<Meaning, number>> = {
  rejected: 400,
  misconfigured: 401,
  request: 400,
  recipient: 400,
  down: 503,
  throttled: 429,
  unknown: 500,
};

const refusals = Object.entries(CODES).flatMap(([meaning, codes]) =>
  codes.map((code) => ({
    says: `refuses with ${code}`,
    fault: { kind: 'error', code, status: HTTP_STATUS[meaning as Meaning] },
    outcome: outcomeOf(meaning as Meaning),
  })),
);

function outcomeOf(meaning: Meaning) {
  if (meaning === 'rejected' || meaning === 'throttled' || meaning === 'unknown') return { outcome: meaning };
  return { outcome: 'vendor_fault', fault: meaning } as const;
}

const proving = Object.entries(STATUSES).map(([status, proves]) => ({
  status,
  proves,
  ...(proves === 'UNDELIVERED' && { errorCode: 30003 }),
}));

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
  refusals,
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
  receiptsBy: 'callback',
  receipts: [...proving, { status: 'queued' }, { status: 'sending' }, { status: 'sent' }],
});
