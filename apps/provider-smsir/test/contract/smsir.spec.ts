import { describeVendor, refusals } from '#libs/provider-kit/testing';
import type { SmsirConfig } from '../../src/config.ts';
import { providerSmsir } from '../../src/smsir.module.ts';

const LINE = '30001234';
const ACCOUNT = { SMSIR_API_KEY: 'a-key-of-the-sandbox-of-sms-ir', SMSIR_LINE_NUMBER: LINE };

/** Typed from SMS.IR's documentation of its statuses; nothing here comes from `outcomes.ts`. */
const rows = [
  ...refusals({ misconfigured: [10, 11, 12, 13, 14, 15] }, () => ({ status: 401 })),
  ...refusals({
    misconfigured: [102],
    rejected: [103, 104, 107, 108, 115],
    request: [16, 101, 105, 106, 109, 110, 111, 112, 113, 114, 116, 117, 118, 119, 123, 124],
    throttled: [20],
    unknown: [0],
  }),
  ...refusals({ throttled: [20] }, () => ({ status: 429 })),
  ...refusals({ unknown: [0] }, () => ({ status: 500 })),
  // A status that nobody knows; a refusal with HTTP 200; a server error with a status of a refusal.
  ...refusals({ request: [999] }),
  ...refusals({ request: [999] }, () => ({ status: 403 })),
  ...refusals({ misconfigured: [999] }, () => ({ status: 401 })),
  ...refusals({ throttled: [999] }, () => ({ status: 429 })),
  ...refusals({ rejected: [104], request: [113], misconfigured: [102], unknown: [999] }, () => ({ status: 200 })),
  ...refusals({ down: [16, 999], unknown: [0] }, () => ({ status: 503 })),
  ...refusals({ unknown: [104, 999] }, () => ({ status: 500 })),
  ...refusals({ unknown: [104] }, () => ({ status: 502 })),
];

describeVendor<SmsirConfig>('smsir', {
  service: providerSmsir,
  sandbox: ACCOUNT,
  config: (settings, apiUrl) => ({
    ...settings,
    apiKey: ACCOUNT.SMSIR_API_KEY,
    lineNumber: LINE,
    apiUrl,
    environment: 'test',
    sandboxApiKey: undefined,
    sandboxLineNumber: LINE,
  }),
  refusals: rows,
  callsItselfUnavailable: false,
  account: {
    typed: { api_key: ACCOUNT.SMSIR_API_KEY, line_number: LINE },
    required: ['api_key'],
    malformed: { api_key: 'a key with spaces in it', line_number: 'Brand' },
    secret: 'api_key',
  },
  newNumber: (nth) => `+98912000${nth}`,
  senders: { own: LINE, other: '30007732', more: [LINE, '+9830007732'] },
  template: {
    code: '100001',
    tokens: { NAME: 'Ada', DATE: '2 May', TIME: '9:30' },
    text: 'Dear Ada, your appointment is on 2 May at 9:30.',
  },
  receiptsBy: ['poll'],
  receiptsHaveCost: true,
  textsBy: 'poll',
  receipts: [
    { status: '1', proves: 'DELIVERED' },
    { status: '2', proves: 'UNDELIVERED', vendorCode: 'not_on_handset' },
    { status: '4', proves: 'UNDELIVERED', vendorCode: 'not_at_telecom' },
    { status: '6', proves: 'UNDELIVERED', vendorCode: 'failed' },
    { status: '7', proves: 'UNDELIVERED', vendorCode: 'blacklist' },
    { status: '3' },
    { status: '5' },
    { status: '8' },
  ],
});
