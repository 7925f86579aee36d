import { randomOctets } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';

/** As the projects of BaaS are named. */
const newUuid = (): string =>
  randomOctets(16)
    .toString('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-');

export const vendor: VendorDescriptor = {
  name: 'baas',
  prefix: 'BAAS_',
  presets: { baas: 1 },
  /** Settings of the calls that Postrider takes as BaaS does; they belong to no account. */
  ownPrefix: 'BAAS_DEDUP_',
  credentials: ['BAAS_API_KEY', 'BAAS_PROJECT_ID'],
  newCredentials: () => ({ BAAS_API_KEY: randomOctets(24).toString('base64url'), BAAS_PROJECT_ID: newUuid() }),
  atSandbox: (url) => ({ BAAS_BASE_URL: url, BAAS_ENVIRONMENT: 'test', BAAS_CALLBACK_NUMBER: '02-1234-5678' }),
};
