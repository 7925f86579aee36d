import { Bus, serve } from '#libs/messaging';
import { providerService } from '#libs/provider-kit';
import type { ServiceDefinition } from '#libs/service-host';
import { hktAccount, readHktConfig, sandboxHkt, type HktConfig } from './config.ts';
import { hktAdapter } from './send.ts';

export const providerHkt: ServiceDefinition<HktConfig> = providerService({
  vendor: 'hkt',
  readConfig: readHktConfig,
  adapter: hktAdapter,
  account: hktAccount,
  sandbox: sandboxHkt,
  messaging: { Bus, serve },
});
