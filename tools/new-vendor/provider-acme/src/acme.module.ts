import { Bus, serve } from '#libs/messaging';
import { providerService } from '#libs/provider-kit';
import type { ServiceDefinition } from '#libs/service-host';
import { acmeAccount, readAcmeConfig, sandboxAcme, type AcmeConfig } from './config.ts';
import { acmeAdapter } from './send.ts';

export const providerAcme: ServiceDefinition<AcmeConfig> = providerService({
  vendor: 'acme',
  readConfig: readAcmeConfig,
  adapter: acmeAdapter,
  account: acmeAccount,
  sandbox: sandboxAcme,
  messaging: { Bus, serve },
});
