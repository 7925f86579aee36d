import type { DynamicModule } from '@nestjs/common';
import {
  providerContracts,
  routesChanged,
  type Contract,
  type HandlersFor,
  type ProviderContracts,
} from '#libs/contracts';
import { Draining, Health, Log, Metrics } from '#libs/observability';
import type { VendorAdapter } from './adapter.ts';
import type { ProviderBus, ProviderMessaging } from './ports.ts';
import { Provider, type ProviderConfig, type SettingsAccounts } from './provider.ts';
import type { OwnAccount } from './registration.ts';
import type { VendorHttp } from './vendor-http.ts';

const HEARD = { routesChanged };

export interface ProviderServiceParts<Config extends ProviderConfig, Secrets> {
  readonly vendor: string;
  readonly readConfig: () => Config;
  readonly adapter: (http: VendorHttp, config: Config, log: Log) => VendorAdapter<Secrets>;
  /** Undefined: the settings name no account, and the adapter serves those that were made through the API. */
  readonly account: (config: Config) => OwnAccount<Secrets> | undefined;
  /** The sandbox's account, if it takes test messages. */
  readonly sandbox?: (config: Config) => OwnAccount<Secrets> | undefined;
  readonly messaging: ProviderMessaging;
}

/** The shape of `ServiceDefinition` of `libs/service-host`, which only a provider's own module imports. */
export interface ProviderService<Config> {
  readonly name: string;
  readonly readConfig: () => Config;
  readonly contracts: readonly Contract[];
  readonly module: (config: Config) => DynamicModule;
}

/** A whole provider service from one vendor's adapter and settings. */
export function providerService<Config extends ProviderConfig, Secrets>(
  parts: ProviderServiceParts<Config, Secrets>,
): ProviderService<Config> {
  const contracts = providerContracts(parts.vendor);
  return {
    name: `provider-${parts.vendor}`,
    readConfig: parts.readConfig,
    contracts: Object.values(contracts),
    module: (config) => ({
      module: class ProviderModule {},
      controllers: [parts.messaging.serve({ ...contracts, ...HEARD }, Provider<unknown>, handlersOf)],
      providers: [
        {
          provide: Provider,
          inject: [parts.messaging.Bus, Log, Metrics, Health, Draining],
          useFactory: (bus: ProviderBus, log: Log, metrics: Metrics, health: Health, draining: Draining) =>
            new Provider(config, accountsOf(parts, config), (http) => parts.adapter(http, config, log), {
              bus,
              log,
              metrics,
              health,
              draining,
            }),
        },
      ],
    }),
  };
}

const accountsOf = <Config extends ProviderConfig, Secrets>(
  { account, sandbox }: ProviderServiceParts<Config, Secrets>,
  config: Config,
): SettingsAccounts<Secrets> => ({ account: account(config), sandbox: sandbox?.(config) });

function handlersOf({ deliver, lookUps, inbox, accountService, accounts }: Provider<unknown>) {
  return {
    deliver: (request) => deliver.deliver(request),
    lookup: (request) => lookUps.lookUp(request),
    receipt: (callback) => inbox.receive(callback),
    seal: (request) => accountService.seal(request),
    check: (request) => accountService.check(request),
    rules: async () => accountService.rules(),
    poll: (request) => accountService.poll(request),
    routesChanged: async ({ routes }) => accounts.forget(routes),
  } satisfies HandlersFor<ProviderContracts & typeof HEARD>;
}
