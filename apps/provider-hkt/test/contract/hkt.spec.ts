import { describeVendor, type Refusal } from '#libs/provider-kit/testing';
import type { HktConfig } from '../../src/config.ts';
import { providerHkt } from '../../src/hkt.module.ts';

const APPLICATION = 'APP0123456789abcdef';
const SENDER = '+85221234567';

const refusal = (message: string, status: number, outcome: Refusal['outcome'], row?: string): Refusal => ({
  says: `refuses with HTTP ${status} and the reason ${message}`,
  fault: { kind: 'error', status, message },
  outcome,
  ...(row !== undefined && { row }),
});

/** HKT publishes no reasons: these are what the account's patterns make of them. */
const refusals = [
  refusal(
    'Invalid mobile number',
    200,
    { outcome: 'rejected', vendor_code: 'Invalid mobile number' },
    'invalid_number',
  ),
  refusal('Insufficient quota', 200, { outcome: 'vendor_fault', fault: 'request' }, 'refused'),
  refusal('Insufficient quota', 403, { outcome: 'vendor_fault', fault: 'request' }),
  refusal('number 85251234567 barred', 200, { outcome: 'vendor_fault', vendor_code: 'number # barred' }),
  refusal('Insufficient quota', 500, { outcome: 'unknown' }),
];

describeVendor<HktConfig>('hkt', {
  service: providerHkt,
  sandbox: { HKT_APPLICATION_ID: APPLICATION },
  config: (settings, baseUrl) => ({
    ...settings,
    applicationId: APPLICATION,
    sender: SENDER,
    method: 'POST',
    textParameter: 'msg_utf8',
    successPattern: '<status>\\s*OK\\s*</status>',
    refusalPattern: undefined,
    invalidNumberPattern: 'invalid.*number',
    baseUrl,
    environment: 'test',
    sandboxApplicationId: undefined,
  }),
  refusals,
  account: {
    typed: { application_id: APPLICATION, sender: SENDER },
    required: ['application_id'],
    malformed: {
      application_id: 'an id with spaces',
      sender: 'OurBrand',
      method: 'PUT',
      text_parameter: 'msg_ascii',
      success_pattern: 'OK(?=!)',
      refusal_pattern: '(a',
      invalid_number_pattern: 'x{1,9}',
    },
  },
  senders: { own: SENDER, other: '+85229876543', more: ['1010', '21234567'] },
  newNumber: (nth) => `+8525${String(1_000_000 + nth)}`,
  idOf: 'none',
  throttles: 'none',
  callsItselfUnavailable: false,
  receiptsBy: [],
  receipts: [],
});
