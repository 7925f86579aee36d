import { describeVendor, refusals, type Refusal } from '#libs/provider-kit/testing';
import type { HttpConfig } from '../../src/config.ts';
import { providerHttp } from '../../src/http.module.ts';

const ACCOUNT = { HTTPAPI_KEY: 'abcd1234', HTTPAPI_SECRET: 'a-secret-of-the-fake-vonage' };
const SENDER = 'OurBrand';

/** Typed from Vonage's list of statuses, which it gives with HTTP 200. */
const rows = refusals(
  {
    rejected: [7],
    recipient: [6],
    misconfigured: [4, 8, 9, 14, 32],
    request: [2, 3, 11, 12, 15, 22, 23, 29, 33, 99],
    throttled: [1, 10],
    unknown: [5],
  },
  () => ({ status: 200 }),
);

const mixed = {
  'message-count': '2',
  messages: [
    { to: '1', 'message-id': '0A', status: '0' },
    { to: '1', status: '1', 'error-text': 'Throughput Rate Exceeded' },
  ],
};
const partly = {
  says: 'takes one of two segments',
  fault: { kind: 'http', status: 200, body: mixed },
  outcome: { outcome: 'unknown', vendor_code: 'partly_sent' },
} as const;

/** Vonage does not do so; another vendor whose description looks alike may. */
const withStatus = (status: number, outcome: Refusal['outcome']): Refusal => ({
  says: `refuses with HTTP ${status} and a new code`,
  fault: { kind: 'http', status, body: { messages: [{ status: '99' }] } },
  outcome,
});

describeVendor<HttpConfig>('http', {
  service: providerHttp,
  tables: 'src/presets/vonage.ts',
  sandbox: ACCOUNT,
  config: (settings, apiUrl) => ({
    ...settings,
    api: 'vonage',
    key: ACCOUNT.HTTPAPI_KEY,
    secret: ACCOUNT.HTTPAPI_SECRET,
    sender: SENDER,
    callbackKey: undefined,
    apiUrl,
    environment: 'test',
    sandboxKey: undefined,
    sandboxSecret: undefined,
  }),
  refusals: [
    ...rows,
    partly,
    withStatus(401, { outcome: 'vendor_fault', fault: 'misconfigured' }),
    withStatus(429, { outcome: 'throttled' }),
  ],
  account: {
    typed: { api: 'vonage', key: ACCOUNT.HTTPAPI_KEY, secret: ACCOUNT.HTTPAPI_SECRET, sender: SENDER },
    required: ['api', 'key'],
    malformed: {
      api: '{"url": "/sms", "body": "xml"}',
      key: 'a key with spaces',
      secret: 'a secret with spaces',
      sender: '1 500 555',
      callback_key: 'a key with spaces',
    },
    secret: 'secret',
  },
  senders: { own: SENDER, other: 'MyBrand', more: ['12345', '+12065550100', 'A_B & C-D'] },
  throttles: 'untimed',
  callsItselfUnavailable: false,
  receiptsBy: ['secret_callback'],
  receipts: [
    { status: 'delivered', proves: 'DELIVERED' },
    { status: 'failed', errorCode: 9, proves: 'UNDELIVERED' },
    { status: 'expired', errorCode: 1, proves: 'UNDELIVERED' },
    { status: 'rejected', errorCode: 5, proves: 'UNDELIVERED' },
    { status: 'accepted' },
    { status: 'buffered' },
    { status: 'unknown' },
    { status: 'something_new' },
  ],
});
