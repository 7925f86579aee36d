import { Controller, Inject, type DynamicModule, type Type } from '@nestjs/common';
import {
  providerContracts,
  routesChanged,
  type CallbackRequest,
  type CheckAccountReply,
  type CheckAccountRequest,
  type Contract,
  type DeliverRequest,
  type Done,
  type LookupReply,
  type LookupRequest,
  type OutcomeBatch,
  type PollReceiptsReply,
  type PollReceiptsRequest,
  type RegisterAccountRequest,
  type RoutesChanged,
  type SealAccountRequest,
} from '#libs/contracts';
import { Draining, Health, Log, Metrics } from '#libs/observability';
import type { VendorAdapter } from './adapter.ts';
import type { ProviderBus, ProviderMessaging } from './ports.ts';
import { Provider, type ProviderConfig } from './provider.ts';
import type { OwnAccount } from './registration.ts';
import type { VendorHttp } from './vendor-http.ts';

export interface ProviderServiceParts<Config extends ProviderConfig, Secrets> {
  readonly vendor: string;
  readonly readConfig: () => Config;
  readonly adapter: (http: VendorHttp, config: Config) => VendorAdapter<Secrets>;
  /** Undefined: the settings name none, and the adapter serves those that were made through the API. */
  readonly account: (config: Config) => OwnAccount<Secrets> | undefined;
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
  const { owner, ...contracts } = providerContracts(parts.vendor);
  return {
    name: owner,
    readConfig: parts.readConfig,
    contracts: Object.values(contracts),
    module: (config) => ({
      module: class ProviderModule {},
      controllers: [providerController(parts.vendor, parts.messaging)],
      providers: [
        {
          provide: Provider,
          inject: [parts.messaging.Bus, Log, Metrics, Health, Draining],
          useFactory: (bus: ProviderBus, log: Log, metrics: Metrics, health: Health, draining: Draining) =>
            new Provider(config, parts.account(config), (http) => parts.adapter(http, config), {
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

function providerController(vendor: string, { HandleRpc, HandleEvent }: ProviderMessaging): Type {
  const { deliver, lookup, receipt, seal, check, poll } = providerContracts(vendor);

  @Controller()
  class ProviderController {
    constructor(@Inject(Provider) readonly provider: Provider<unknown>) {}

    @HandleRpc(deliver)
    deliver(request: DeliverRequest): AsyncIterable<OutcomeBatch> {
      return this.provider.deliver.deliver(request);
    }

    @HandleRpc(lookup)
    lookUp(request: LookupRequest): Promise<LookupReply> {
      return this.provider.lookUps.lookUp(request);
    }

    @HandleRpc(receipt)
    receipt(callback: CallbackRequest): Promise<Done> {
      return this.provider.inbox.receive(callback);
    }

    @HandleRpc(seal)
    seal(request: SealAccountRequest): Promise<RegisterAccountRequest> {
      return Promise.resolve(this.provider.desk.seal(request));
    }

    @HandleRpc(check)
    check(request: CheckAccountRequest): Promise<CheckAccountReply> {
      return this.provider.desk.check(request);
    }

    @HandleRpc(poll)
    poll(request: PollReceiptsRequest): Promise<PollReceiptsReply> {
      return this.provider.desk.poll(request);
    }

    @HandleEvent(routesChanged)
    routesChanged({ routes }: RoutesChanged): Promise<void> {
      return Promise.resolve(this.provider.accounts.forget(routes));
    }
  }
  return ProviderController;
}
