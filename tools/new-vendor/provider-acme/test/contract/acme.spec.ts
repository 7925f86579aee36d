import { describeVendor, refusals } from '#libs/provider-kit/testing';
import { providerAcme } from '../../src/acme.module.ts';
import type { AcmeConfig } from '../../src/config.ts';

const TOKEN = 'the-token-of-the-fake-acme';
const SENDER = '+15005550006';

/** Typed from Acme's documentation; nothing here comes from `outcomes.ts`. */
const rows = [
  ...refusals({ rejected: [1001, 1002], request: [3001, 9999], recipient: [3002] }),
  ...refusals({ misconfigured: [2001] }, () => ({ status: 401 })),
  ...refusals({ throttled: [4001] }, () => ({ status: 429 })),
  ...refusals({ down: [5001], unknown: [5002, 9999] }, () => ({ status: 503 })),
  ...refusals({ unknown: [5002] }, () => ({ status: 400 })),
];

describeVendor<AcmeConfig>('acme', {
  service: providerAcme,
  sandbox: { ACME_TOKEN: TOKEN },
  config: (settings, apiUrl) => ({
    ...settings,
    token: TOKEN,
    sender: SENDER,
    apiUrl,
    environment: 'test',
    sandboxToken: undefined,
  }),
  refusals: rows,
  account: {
    typed: { token: TOKEN, sender: SENDER },
    required: ['token', 'sender'],
    malformed: { token: 'a token with spaces', sender: '1 500 555' },
    secret: 'token',
  },
  senders: { own: SENDER, other: 'MyBrand', more: ['A1', 'ABCDEFGHIJK'] },
  receiptsBy: [],
  receipts: [],
});
