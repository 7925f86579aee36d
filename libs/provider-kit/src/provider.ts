import { AllowedHosts, timesScaledBy } from '#libs/kernel';
import type { ItemOutcome } from '#libs/contracts';
import type { Draining, Health, Log, Metrics } from '#libs/observability';
import { AccountService } from './account-service.ts';
import type { VendorAdapter } from './adapter.ts';
import { DeliverLoop } from './deliver-loop.ts';
import { LookUps } from './look-ups.ts';
import type { ProviderBus } from './ports.ts';
import { ReceiptInbox } from './receipt-inbox.ts';
import { Registration, type RegistrationParts } from './registration.ts';
import { VendorAccounts } from './vendor-accounts.ts';
import { VendorHttp } from './vendor-http.ts';

export interface ProviderConfig {
  readonly vendorKey: Buffer;
  readonly publicUrl: string;
  readonly maxInFlight: number;
  readonly timeScale: number;
  readonly sandboxUrl: string | undefined;
  readonly outboundAllowedHosts: readonly string[];
}

export interface Surroundings {
  readonly bus: ProviderBus;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly draining: Draining;
}

/** The accounts that the settings name. */
export type SettingsAccounts<Secrets> = Pick<RegistrationParts<Secrets>, 'account' | 'sandbox'>;

/** One running provider: its verbs, its start and its shutdown. */
export class Provider<Secrets> {
  readonly deliver: DeliverLoop<Secrets>;
  readonly lookUps: LookUps<Secrets>;
  readonly inbox: ReceiptInbox<Secrets>;
  readonly accountService: AccountService<Secrets>;
  readonly accounts: VendorAccounts<Secrets>;
  readonly #registration: Registration<Secrets>;
  readonly #http: VendorHttp;

  constructor(
    config: ProviderConfig,
    settings: SettingsAccounts<Secrets>,
    makeAdapter: (http: VendorHttp) => VendorAdapter<Secrets>,
    { bus, log, metrics, health, draining }: Surroundings,
  ) {
    const times = timesScaledBy(config.timeScale);
    const { vendorKey, publicUrl, maxInFlight } = config;
    const allowed = new AllowedHosts(config.outboundAllowedHosts);
    const http = (this.#http = new VendorHttp(times, config.outboundAllowedHosts));
    const adapter = makeAdapter(http);
    const accounts = (this.accounts = new VendorAccounts({ bus, adapter, vendorKey, publicUrl, http }));
    this.deliver = new DeliverLoop({ adapter, accounts, times, maxInFlight, log, observe: outcomeMetrics(metrics) });
    this.lookUps = new LookUps({ adapter, accounts, times, log });
    this.inbox = new ReceiptInbox({ adapter, accounts, bus, publicUrl, times });
    this.accountService = new AccountService({ adapter, accounts, vendorKey, times, allowed });
    this.#registration = new Registration({ bus, adapter, ...settings, vendorKey, log, stopping: draining.signal });

    metrics.gauge('provider_in_flight', 'Sends in the air.', [], (gauge) => gauge.set(this.deliver.inFlight));
    health.add('vendor-account', () => this.#registration.registered);
    draining.during('deliver', () => this.deliver.drain());
  }

  onApplicationBootstrap(): void {
    void this.#registration.run();
  }

  onApplicationShutdown(): Promise<void> {
    return this.#http.close();
  }
}

function outcomeMetrics(metrics: Metrics): (outcome: ItemOutcome, seconds?: number) => void {
  const labels = ['outcome', 'fault'];
  const outcomes = metrics.counter('provider_outcomes_total', 'Attempts by how they ended.', labels);
  const duration = metrics.histogram('provider_send_seconds', 'From beginning an attempt to its outcome.');
  return ({ outcome, fault = '' }, seconds) => {
    outcomes.inc({ outcome, fault });
    if (seconds !== undefined) duration.observe(seconds);
  };
}
