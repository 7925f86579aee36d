import { randomOctets } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';

const hex = (octets: number): string => randomOctets(octets).toString('hex');

export const vendor: VendorDescriptor = {
  name: 'twilio',
  prefix: 'TWILIO_',
  presets: { bdc: 1 },
  credentials: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_API_KEY_SID', 'TWILIO_API_KEY_SECRET'],
  newCredentials: () => ({ TWILIO_ACCOUNT_SID: `AC${hex(16)}`, TWILIO_AUTH_TOKEN: hex(16) }),
  /** The sender is Twilio's own number for tests. */
  atSandbox: (url) => ({ TWILIO_API_URL: url, TWILIO_ENVIRONMENT: 'test', TWILIO_PHONE_NUMBER: '+15005550006' }),
};
