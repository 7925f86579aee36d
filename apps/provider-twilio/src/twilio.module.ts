import { Bus, serve } from '#libs/messaging';
import { providerService } from '#libs/provider-kit';
import type { ServiceDefinition } from '#libs/service-host';
import { readTwilioConfig, sandboxTwilio, twilioAccount, type TwilioConfig } from './config.ts';
import { twilioAdapter } from './send.ts';

export const providerTwilio: ServiceDefinition<TwilioConfig> = providerService({
  vendor: 'twilio',
  readConfig: readTwilioConfig,
  adapter: twilioAdapter,
  account: twilioAccount,
  sandbox: sandboxTwilio,
  messaging: { Bus, serve },
});
