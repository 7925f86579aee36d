import { Bus, serve } from '#libs/messaging';
import { providerService } from '#libs/provider-kit';
import type { ServiceDefinition } from '#libs/service-host';
import { baasAccount, readBaasConfig, sandboxBaas, type BaasConfig } from './config.ts';
import { baasAdapter } from './send.ts';

export const providerBaas: ServiceDefinition<BaasConfig> = providerService({
  vendor: 'baas',
  readConfig: readBaasConfig,
  adapter: baasAdapter,
  account: baasAccount,
  sandbox: sandboxBaas,
  messaging: { Bus, serve },
});
