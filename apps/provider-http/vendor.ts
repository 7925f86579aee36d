import { randomOctets } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';

const hex = (): string => randomOctets(16).toString('hex');

/** Its own settings name an account only with `HTTPAPI_API`, so that a new installation has none. */
export const vendor: VendorDescriptor = {
  name: 'http',
  prefix: 'HTTPAPI_',
  credentials: ['HTTPAPI_KEY', 'HTTPAPI_SECRET'],
  newCredentials: () => ({ HTTPAPI_KEY: hex(), HTTPAPI_SECRET: hex() }),
  atSandbox: (url) => ({ HTTPAPI_API_URL: url, HTTPAPI_ENVIRONMENT: 'test' }),
};
