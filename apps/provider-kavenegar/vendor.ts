import { randomOctets } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';

export const vendor: VendorDescriptor = {
  name: 'kavenegar',
  prefix: 'KAVENEGAR_',
  presets: { verification: 2 },
  credentials: ['KAVENEGAR_API_KEY'],
  newCredentials: () => ({ KAVENEGAR_API_KEY: randomOctets(32).toString('hex') }),
  /** Polled, because nobody enters the callback address in a panel of the fake. */
  atSandbox: (url) => ({ KAVENEGAR_API_URL: url, KAVENEGAR_ENVIRONMENT: 'test', KAVENEGAR_RECEIPTS: 'poll' }),
};
