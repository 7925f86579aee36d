import { Bus, serve } from '#libs/messaging';
import { providerService } from '#libs/provider-kit';
import type { ServiceDefinition } from '#libs/service-host';
import { readSmsirConfig, sandboxSmsir, smsirAccount, type SmsirConfig } from './config.ts';
import { smsirAdapter } from './send.ts';

export const providerSmsir: ServiceDefinition<SmsirConfig> = providerService({
  vendor: 'smsir',
  readConfig: readSmsirConfig,
  adapter: smsirAdapter,
  account: smsirAccount,
  sandbox: sandboxSmsir,
  messaging: { Bus, serve },
});
