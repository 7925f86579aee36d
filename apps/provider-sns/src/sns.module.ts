import { Bus, serve } from '#libs/messaging';
import { providerService } from '#libs/provider-kit';
import type { ServiceDefinition } from '#libs/service-host';
import { readSnsConfig, sandboxSns, snsAccount, type SnsConfig } from './config.ts';
import { snsAdapter } from './send.ts';

export const providerSns: ServiceDefinition<SnsConfig> = providerService({
  vendor: 'sns',
  readConfig: readSnsConfig,
  adapter: snsAdapter,
  account: snsAccount,
  sandbox: sandboxSns,
  messaging: { Bus, serve },
});
