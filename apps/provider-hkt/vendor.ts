import { randomOctets } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';

export const vendor: VendorDescriptor = {
  name: 'hkt',
  prefix: 'HKT_',
  presets: { smspanel: 1 },
  otherNames: {
    SMS_BASE_URL: 'HKT_BASE_URL',
    SMS_APPLICATION_ID: 'HKT_APPLICATION_ID',
    SMS_SENDER_NUMBER: 'HKT_SENDER_NUMBER',
  },
  credentials: ['HKT_APPLICATION_ID'],
  newCredentials: () => ({ HKT_APPLICATION_ID: `APP${randomOctets(8).toString('hex')}` }),
  atSandbox: (url) => ({ HKT_BASE_URL: url, HKT_ENVIRONMENT: 'test', HKT_SENDER_NUMBER: '+85221234567' }),
};
