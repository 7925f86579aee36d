import { describeVendor, refusals } from '#libs/provider-kit/testing';
import { providerBaas } from '../../src/baas.module.ts';
import type { BaasConfig } from '../../src/config.ts';

const ACCOUNT = { BAAS_API_KEY: 'the-key-of-the-fake-baas', BAAS_PROJECT_ID: '11111111-2222-4333-8444-555555555555' };
const SENDER = '+82212345678';

/** Typed from what is public about BaaS's errors; nothing here comes from `outcomes.ts`. */
const rows = [
  ...refusals({
    rejected: [
      ...['INVALID_PHONE', 'INVALID_RECIPIENTS', 'INVALID_RECIPIENTS_COUNT'],
      ...['MESSAGE_TOO_LONG', 'SUBJECT_TOO_LONG', 'TOO_MANY_IMAGES'],
    ],
    misconfigured: ['UNAUTHORIZED', 'MISSING_PROJECT_ID', 'INVALID_PROJECT_ID'],
    request: ['VALIDATION_ERROR', 'UNREGISTERED_CALLBACK_NUMBER', 'SOMETHING_NEW'],
    throttled: ['RATE_LIMIT_EXCEEDED'],
  }),
  // The original's form of a failure is HTTP 200.
  ...refusals({ rejected: ['INVALID_PHONE'], request: ['SOMETHING_NEW'] }, () => ({ status: 200 })),
  ...refusals({ misconfigured: ['UNAUTHORIZED', 'SOMETHING_NEW'] }, () => ({ status: 401 })),
  ...refusals({ misconfigured: ['SOMETHING_NEW'] }, () => ({ status: 403 })),
  ...refusals({ request: ['VALIDATION_ERROR'] }, () => ({ status: 422 })),
  ...refusals({ throttled: ['RATE_LIMIT_EXCEEDED', 'SOMETHING_NEW'] }, () => ({ status: 429 })),
  ...refusals({ unknown: ['INVALID_PHONE', 'SOMETHING_NEW'] }, () => ({ status: 500 })),
  ...refusals({ unknown: ['SERVICE_UNAVAILABLE'] }, () => ({ status: 503 })),
];

describeVendor<BaasConfig>('baas', {
  service: providerBaas,
  sandbox: ACCOUNT,
  config: (settings, baseUrl) => ({
    ...settings,
    apiKey: ACCOUNT.BAAS_API_KEY,
    projectId: ACCOUNT.BAAS_PROJECT_ID,
    sender: SENDER,
    pathPrefix: '/message',
    authHeader: 'X-API-KEY',
    smsChannel: 1,
    mmsChannel: 3,
    successMeans: 'delivered',
    baseUrl,
    environment: 'test',
    sandboxApiKey: undefined,
    sandboxProjectId: undefined,
  }),
  refusals: rows,
  account: {
    typed: { api_key: ACCOUNT.BAAS_API_KEY, project_id: ACCOUNT.BAAS_PROJECT_ID, sender: SENDER },
    required: ['api_key'],
    malformed: {
      api_key: 'a key with spaces',
      project_id: 'a project with spaces',
      sender: '+85221234567',
      path_prefix: '/v2/message',
      auth_header: 'Cookie',
      sms_channel_id: 'first',
      mms_channel_id: '-3',
      success_means: 'perhaps',
    },
    secret: 'api_key',
  },
  senders: { own: SENDER, other: '+821098765432', more: ['15881234', '+82311234567', '+825051234567'] },
  newNumber: (nth) => `+8210${String(20_000_000 + nth)}`,
  callsItselfUnavailable: false,
  receiptsBy: ['poll_by_id'],
  receipts: [
    { status: '성공', proves: 'DELIVERED' },
    { status: '실패', errorCode: '수신거부', vendorCode: '수신거부', proves: 'UNDELIVERED' },
    { status: '전송중' },
    { status: '대기' },
  ],
});
