import { randomOctets } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';

export const vendor: VendorDescriptor = {
  name: 'acme',
  prefix: 'ACME_',
  credentials: ['ACME_TOKEN'],
  newCredentials: () => ({ ACME_TOKEN: randomOctets(16).toString('hex') }),
  atSandbox: (url) => ({ ACME_API_URL: url, ACME_ENVIRONMENT: 'test', ACME_SENDER: '+15005550006' }),
};
