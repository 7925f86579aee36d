import { randomOctets } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';

export const vendor: VendorDescriptor = {
  name: 'sns',
  prefix: 'AWS_',
  presets: { bdc: 2 },
  ownPrefix: 'AWS_SNS_',
  credentials: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  newCredentials: () => ({
    AWS_ACCESS_KEY_ID: `AKIA${randomOctets(8).toString('hex').toUpperCase()}`,
    AWS_SECRET_ACCESS_KEY: randomOctets(30).toString('base64'),
  }),
  /** Region and number of the sandbox's account. */
  account: { AWS_REGION: 'us-east-1', AWS_ACCOUNT_ID: '000000000000' },
  atSandbox: (url) => ({ AWS_ENDPOINT_URL: url, AWS_ENVIRONMENT: 'test', AWS_SNS_DELIVERY_LOGS: 'yes' }),
};
