import { describeVendor, refusals, type Refusal } from '#libs/provider-kit/testing';
import type { KavenegarConfig } from '../../src/config.ts';
import { providerKavenegar } from '../../src/kavenegar.module.ts';

const ACCOUNT = { KAVENEGAR_API_KEY: '0123456789abcdefKEYofTheFakeKavenegar' };
const LINE = '10004346';
const TEMPLATE = {
  code: 'appointment',
  tokens: {
    token: '1404-09-10',
    token2: '9:30',
    token3: 'B12',
    token10: 'Sara Ahmadi',
    token20: 'Please bring your card.',
  },
  text: 'Dear Sara Ahmadi, your visit is on 1404-09-10 at 9:30 in room B12. Please bring your card.',
};

/** Typed from Kavenegar's table of return codes; nothing here comes from `outcomes.ts`. */
const OF_A_TEXT = {
  rejected: [411, 413, 422],
  misconfigured: [401, 403, 416, 418, 429],
  request: [400, 404, 405, 406, 407, 412, 414, 415, 417, 419, 424, 426, 427, 428, 432, 607],
  recipient: [420, 431, 501],
  throttled: [409, 451],
  unknown: [402],
};
const OF_A_TEMPLATE = { ...OF_A_TEXT, throttled: [451], unknown: [402, 409] };

const template = { vendor: 'kavenegar', code: TEMPLATE.code, tokens: TEMPLATE.tokens };
const byTemplate = (row: Refusal): Refusal => ({ ...row, says: `${row.says} by template`, item: { template } });

const answered = (status: number, entries: unknown, outcome: Refusal['outcome'], row?: string): Refusal => ({
  says: `answers 200 with ${JSON.stringify(entries)}`,
  fault: { kind: 'http', status, body: { return: { status: 200, message: 'ok' }, entries } },
  outcome,
  ...(row !== undefined && { row }),
});
const MESSAGE = { messageid: 8792343, message: 'x', statustext: 'x', cost: 120 };
const UNKNOWN = { outcome: 'unknown' } as const;

const rows: readonly Refusal[] = [
  // The code is also the HTTP status, as far as HTTP has it; the body decides nevertheless.
  ...refusals(OF_A_TEXT, (code) => ({ status: Math.min(Number(code), 599) })),
  ...refusals(OF_A_TEXT, () => ({ status: 200 })),
  ...refusals({ misconfigured: [418] }, () => ({ status: 503 })),
  ...refusals(OF_A_TEMPLATE).map((row) =>
    byTemplate(row.fault['code'] === 409 ? { ...row, row: 'template.409' } : row),
  ),
  // Kavenegar does not know every number abroad.
  ...refusals({ recipient: [411] }).map((row) => ({
    ...row,
    says: `${row.says} abroad`,
    row: 'abroad.411',
    item: { to: '+905321234567' },
  })),
  // Codes that nobody knows.
  ...refusals({ request: [499], unknown: [500, 502, 599, 0, 999] }, () => ({ status: 200 })),
  answered(200, [{ ...MESSAGE, status: 13 }], { outcome: 'vendor_fault', fault: 'misconfigured' }, 'entry.13'),
  answered(200, { ...MESSAGE, status: 14 }, { outcome: 'rejected' }, 'entry.14'),
  answered(200, [{ ...MESSAGE, receptor: '09129999999', status: 5 }], UNKNOWN),
  answered(200, null, UNKNOWN),
  answered(200, [], UNKNOWN),
  answered(200, [{ ...MESSAGE, messageid: 0, status: 5 }], UNKNOWN),
  {
    says: 'refuses with an id',
    fault: { kind: 'http', status: 418, body: { return: { status: 418, message: 'x' }, entries: [MESSAGE] } },
    outcome: UNKNOWN,
  },
];

describeVendor<KavenegarConfig>('kavenegar', {
  service: providerKavenegar,
  sandbox: ACCOUNT,
  config: (settings, apiUrl) => ({
    ...settings,
    apiKey: ACCOUNT.KAVENEGAR_API_KEY,
    sender: LINE,
    receipts: 'callback',
    countries: undefined,
    apiUrl,
    environment: 'test',
    sandboxApiKey: undefined,
  }),
  refusals: rows,
  newNumber: (nth) => `+98912555${nth}`,
  template: TEMPLATE,
  throttles: 'untimed',
  // Its "try later" is a throttle where the client reference protects the message, else unknown.
  callsItselfUnavailable: false,
  account: {
    typed: { api_key: ACCOUNT.KAVENEGAR_API_KEY, sender: LINE },
    required: ['api_key'],
    malformed: { api_key: 'a key with spaces', sender: 'MyBrand', receipts: 'sometimes', countries: 'Iran' },
    secret: 'api_key',
  },
  senders: { own: LINE, other: '30002626', more: ['2000', '+985000400012345', '+982000500666'] },
  receiptsBy: ['unsigned_callback', 'poll_by_id'],
  textsBy: 'callback',
  receipts: [
    { status: '10', proves: 'DELIVERED' },
    { status: '6', vendorCode: '6', proves: 'UNDELIVERED' },
    { status: '11', vendorCode: '11', proves: 'UNDELIVERED' },
    { status: '13', vendorCode: '13', proves: 'UNDELIVERED' },
    { status: '14', vendorCode: '14', proves: 'UNDELIVERED' },
    ...['1', '2', '4', '5', '50', '100'].map((status) => ({ status })),
  ],
});
