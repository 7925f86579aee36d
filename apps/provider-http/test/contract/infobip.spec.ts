import { describeVendor, refusals } from '#libs/provider-kit/testing';
import type { HttpConfig } from '../../src/config.ts';
import { providerHttp } from '../../src/http.module.ts';

const ACCOUNT = { HTTPAPI_KEY: 'a-key-of-the-fake-infobip', HTTPAPI_SECRET: 'unused-by-infobip' };
const SENDER = 'OurBrand';

/** Typed from Infobip's documentation: groups of statuses come with HTTP 200, its other errors with their own status. */
const rows = [
  ...refusals({ request: ['REJECTED', 'EXPIRED'], recipient: ['UNDELIVERABLE'] }, () => ({ status: 200 })),
  ...refusals({ request: ['BAD_REQUEST', 'SOMETHING_NEW'], unknown: ['GENERAL_ERROR'] }),
  ...refusals({ misconfigured: ['UNAUTHORIZED', 'SOMETHING_NEW'] }, () => ({ status: 401 })),
  ...refusals({ request: ['FORBIDDEN'] }, () => ({ status: 403 })),
  ...refusals({ request: ['NOT_FOUND'] }, () => ({ status: 404 })),
  ...refusals({ throttled: ['TOO_MANY_REQUESTS', 'SOMETHING_NEW'] }, () => ({ status: 429 })),
  ...refusals({ unknown: ['GENERAL_ERROR', 'SOMETHING_NEW'] }, () => ({ status: 500 })),
];

describeVendor<HttpConfig>('http', {
  service: providerHttp,
  tables: 'src/presets/infobip.ts',
  sandbox: ACCOUNT,
  config: (settings, apiUrl) => ({
    ...settings,
    api: 'infobip',
    key: ACCOUNT.HTTPAPI_KEY,
    secret: undefined,
    sender: SENDER,
    callbackKey: undefined,
    apiUrl,
    environment: 'test',
    sandboxKey: undefined,
    sandboxSecret: undefined,
  }),
  refusals: rows,
  account: {
    typed: { api: 'infobip', key: ACCOUNT.HTTPAPI_KEY, sender: SENDER },
    required: ['api', 'key'],
    malformed: { api: '{"name": "infobip"}', key: 'a key with spaces' },
    secret: 'key',
  },
  senders: { own: SENDER, other: 'MyBrand', more: ['12345', '+12065550100'] },
  throttles: 'untimed',
  callsItselfUnavailable: false,
  receiptsBy: ['secret_callback'],
  receipts: [
    { status: 'DELIVERED_TO_HANDSET', row: 'DELIVERED', proves: 'DELIVERED' },
    { status: 'DELIVERED_TO_OPERATOR' },
    { status: 'PENDING_ENROUTE', row: 'PENDING' },
    {
      status: 'UNDELIVERABLE_NOT_DELIVERED',
      errorCode: 'EC_ABSENT_SUBSCRIBER',
      row: 'UNDELIVERABLE',
      proves: 'UNDELIVERED',
    },
    { status: 'EXPIRED_EXPIRED', errorCode: 'EC_TIMEOUT', row: 'EXPIRED', proves: 'UNDELIVERED' },
    { status: 'REJECTED_OPERATOR', errorCode: 'EC_REFUSED', row: 'REJECTED', proves: 'UNDELIVERED' },
    { status: 'SOMETHING_NEW' },
  ],
});
