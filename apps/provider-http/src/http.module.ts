import { Bus, serve } from '#libs/messaging';
import { providerService } from '#libs/provider-kit';
import type { ServiceDefinition } from '#libs/service-host';
import { httpAccount, sandboxHttp } from './account.ts';
import { readHttpConfig, type HttpConfig } from './config.ts';
import { httpAdapter } from './send.ts';

export const providerHttp: ServiceDefinition<HttpConfig> = providerService({
  vendor: 'http',
  readConfig: () => {
    const config = readHttpConfig();
    httpAccount(config);
    return config;
  },
  adapter: httpAdapter,
  account: httpAccount,
  sandbox: sandboxHttp,
  messaging: { Bus, serve },
});
