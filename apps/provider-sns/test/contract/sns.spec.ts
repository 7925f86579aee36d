import { describeVendor } from '#libs/provider-kit/testing';
import type { SnsConfig } from '../../src/config.ts';
import { CODES, OF_PARAMETERS, RESPONSES, type Meaning } from '../../src/outcomes.ts';
import { providerSns } from '../../src/sns.module.ts';

const ACCOUNT = {
  AWS_ACCESS_KEY_ID: 'AKIASANDBOX000000001',
  AWS_SECRET_ACCESS_KEY: 'the+secret/of-the-fake-amazon',
  AWS_REGION: 'eu-west-1',
  AWS_ACCOUNT_ID: '123456789012',
};
const SENDER = 'OurBrand';

/** Amazon's HTTP status for a code of this meaning. */
const HTTP_STATUS: Readonly<Record<Meaning, number>> = {
  rejected: 400,
  misconfigured: 403,
  request: 400,
  recipient: 400,
  down: 503,
  throttled: 429,
  unknown: 500,
};

const refusals = Object.entries(CODES).flatMap(([meaning, codes]) =>
  codes.map((code) => refusal(code, HTTP_STATUS[meaning as Meaning], meaning as Meaning)),
);
const ofTheNumber = OF_PARAMETERS.map((code) => ({
  ...refusal(code, 400, 'recipient'),
  says: `refuses the number with ${code}`,
  fault: { kind: 'error', code, status: 400, message: 'Invalid parameter: PhoneNumber Reason: not valid' },
}));
const optedOut = {
  ...refusal('InvalidParameter', 400, 'rejected'),
  says: 'refuses a number that opted out',
  fault: { kind: 'error', code: 'InvalidParameter', status: 400, message: 'PhoneNumber Reason: it is opted out' },
};
const others = [
  refusal('Throttling', 400, 'throttled'),
  refusal('SomethingNew', 400, 'request'),
  refusal('SomethingNew', 403, 'misconfigured'),
  refusal('SomethingNew', 503, 'down'),
  refusal('InternalError', 503, 'unknown'),
  refusal('Throttled', 500, 'unknown'),
];

function refusal(code: string, status: number, meaning: Meaning) {
  const says = `refuses with ${status} ${code}`;
  return { says, fault: { kind: 'error', code, status, message: 'No.' }, outcome: outcomeOf(meaning) };
}

function outcomeOf(meaning: Meaning) {
  if (meaning === 'rejected' || meaning === 'throttled' || meaning === 'unknown') return { outcome: meaning };
  return { outcome: 'vendor_fault', fault: meaning } as const;
}

const failures = Object.entries({ ...RESPONSES, 'Something new': 'failure' }).map(([errorCode, vendorCode]) => ({
  status: 'FAILURE',
  errorCode,
  ...(vendorCode !== undefined && { vendorCode, proves: 'UNDELIVERED' as const }),
}));

describeVendor<SnsConfig>('sns', {
  service: providerSns,
  sandbox: ACCOUNT,
  config: (settings, endpoint) => ({
    ...settings,
    endpoint,
    accessKeyId: ACCOUNT.AWS_ACCESS_KEY_ID,
    secretAccessKey: ACCOUNT.AWS_SECRET_ACCESS_KEY,
    sessionToken: undefined,
    region: ACCOUNT.AWS_REGION,
    accountId: ACCOUNT.AWS_ACCOUNT_ID,
    senderId: SENDER,
    smsType: 'Transactional',
    maxPrice: undefined,
    deliveryLogs: 'yes',
    environment: 'test',
    sandboxAccessKeyId: undefined,
    sandboxSecretAccessKey: undefined,
    sandboxRegion: ACCOUNT.AWS_REGION,
    sandboxAccountId: ACCOUNT.AWS_ACCOUNT_ID,
  }),
  refusals: [...refusals, ...ofTheNumber, optedOut, ...others],
  account: {
    typed: {
      access_key_id: ACCOUNT.AWS_ACCESS_KEY_ID,
      secret_access_key: ACCOUNT.AWS_SECRET_ACCESS_KEY,
      region: ACCOUNT.AWS_REGION,
      account_id: ACCOUNT.AWS_ACCOUNT_ID,
      sender_id: SENDER,
      delivery_logs: 'yes',
    },
    required: ['access_key_id', 'secret_access_key', 'region', 'account_id'],
    malformed: {
      access_key_id: 'akia-in-small',
      secret_access_key: 'a secret with spaces',
      session_token: 'a token with spaces',
      region: 'Frankfurt',
      account_id: '12-34',
      sender_id: 'Our-Brand-',
      sms_type: 'Urgent',
      max_price: '0,50 dollars',
      delivery_logs: 'perhaps',
    },
    secret: 'secret_access_key',
  },
  senders: { own: SENDER, other: '+12065550100', more: ['12345', 'ABC', 'Our-Brand-2'] },
  receiptsBy: 'poll',
  receipts: [{ status: 'SUCCESS', proves: 'DELIVERED' }, ...failures],
});
