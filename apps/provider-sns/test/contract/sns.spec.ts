import { describeVendor, refusals, type Refusal } from '#libs/provider-kit/testing';
import type { SnsConfig } from '../../src/config.ts';
import { providerSns } from '../../src/sns.module.ts';

const ACCOUNT = {
  AWS_ACCESS_KEY_ID: 'AKIASANDBOX000000001',
  AWS_SECRET_ACCESS_KEY: 'the+secret/of-the-fake-amazon',
  AWS_REGION: 'eu-west-1',
  AWS_ACCOUNT_ID: '123456789012',
};
const SENDER = 'OurBrand';

/** Typed from Amazon's documentation; nothing here comes from `outcomes.ts`. */
const rows = [
  ...refusals(
    {
      rejected: ['OptedOut'],
      request: [
        ...['InvalidParameter', 'ParameterValueInvalid', 'ValidationException'],
        ...['EndpointDisabled', 'PlatformApplicationDisabled', 'KMSDisabled', 'KMSInvalidState', 'KMSNotFound'],
        ...['KMSOptInRequired', 'KMSThrottling', 'KMSAccessDenied', 'SomethingNew'],
      ],
      recipient: ['UserError'],
      throttled: ['Throttling', 'ThrottlingException'],
    },
    () => ({ status: 400, message: 'No.' }),
  ),
  ...refusals(
    {
      misconfigured: [
        ...['AuthorizationError', 'SignatureDoesNotMatch', 'InvalidClientTokenId', 'ExpiredToken', 'InvalidSecurity'],
        ...['UnrecognizedClient', 'UnrecognizedClientException', 'MissingAuthenticationToken', 'IncompleteSignature'],
        ...['AccessDenied', 'OptInRequired', 'SomethingNew'],
      ],
    },
    () => ({ status: 403, message: 'No.' }),
  ),
  ...refusals({ misconfigured: ['SomethingNew'] }, () => ({ status: 401, message: 'No.' })),
  ...refusals({ request: ['NotFound'] }, () => ({ status: 404, message: 'No.' })),
  ...refusals({ throttled: ['Throttled', 'SomethingNew'] }, () => ({ status: 429, message: 'No.' })),
  ...refusals({ unknown: ['InternalError', 'InternalFailure', 'Throttled'] }, () => ({ status: 500, message: 'No.' })),
  ...refusals({ down: ['ServiceUnavailable', 'SomethingNew'], unknown: ['InternalError', 'InternalFailure'] }, () => ({
    status: 503,
    message: 'No.',
  })),
  ...['InvalidParameter', 'ParameterValueInvalid', 'ValidationException'].flatMap((code) => [
    ofTheNumber(code, 'not valid', { outcome: 'vendor_fault', fault: 'recipient' }),
    ofTheNumber(code, 'it is opted out', { outcome: 'rejected' }),
  ]),
];

function ofTheNumber(code: string, reason: string, outcome: Refusal['outcome']): Refusal {
  const message = `Invalid parameter: PhoneNumber Reason: ${reason}`;
  return {
    says: `refuses the number with ${code}: ${reason}`,
    fault: { kind: 'error', code, status: 400, message },
    outcome,
  };
}

const FAILURES: Readonly<Record<string, string | undefined>> = {
  'Invalid phone number': 'invalid_number',
  'Phone number is opted out': 'opted_out',
  'Phone has blocked SMS': 'blocked_by_phone',
  'Phone is on a blocked list': 'phone_on_list',
  'Destination is on a blocked list': 'destination_on_list',
  'Blocked as spam by phone carrier': 'spam',
  'Phone carrier has blocked this message': 'blocked_by_carrier',
  'This delivery would exceed max price': 'max_price',
  'Message body is invalid': 'invalid_body',
  'Phone is currently unreachable/unavailable': 'phone_unreachable',
  'Phone carrier is currently unreachable/unavailable': 'carrier_unreachable',
  'No quota left for account': 'spend_limit',
  'Unknown error attempting to reach phone': undefined,
  'Something new': 'failure',
};

const failures = Object.entries(FAILURES).map(([errorCode, vendorCode]) => ({
  status: 'FAILURE',
  errorCode,
  row: errorCode,
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
  refusals: rows,
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
  receiptsBy: ['poll'],
  receiptsHaveCost: true,
  receipts: [{ status: 'SUCCESS', proves: 'DELIVERED' }, ...failures],
});
