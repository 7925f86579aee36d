import { Bus, serve } from '#libs/messaging';
import { providerService } from '#libs/provider-kit';
import type { ServiceDefinition } from '#libs/service-host';
import { kavenegarAccount, readKavenegarConfig, sandboxKavenegar, type KavenegarConfig } from './config.ts';
import { kavenegarAdapter } from './send.ts';

export const providerKavenegar: ServiceDefinition<KavenegarConfig> = providerService({
  vendor: 'kavenegar',
  readConfig: readKavenegarConfig,
  adapter: kavenegarAdapter,
  account: kavenegarAccount,
  sandbox: sandboxKavenegar,
  messaging: { Bus, serve },
});
