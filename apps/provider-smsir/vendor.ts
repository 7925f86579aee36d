import { randomOctets } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';

export const vendor: VendorDescriptor = {
  name: 'smsir',
  prefix: 'SMSIR_',
  presets: { verification: 1 },
  credentials: ['SMSIR_API_KEY'],
  newCredentials: () => ({ SMSIR_API_KEY: randomOctets(32).toString('hex') }),
  /** The line of the sandbox's account. */
  account: { SMSIR_LINE_NUMBER: '30001234' },
  atSandbox: (url) => ({ SMSIR_API_URL: url, SMSIR_ENVIRONMENT: 'test' }),
};
