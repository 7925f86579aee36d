import { clock, monotonicMs, PostriderError, sleep, type SenderRule } from '#libs/kernel';
import {
  type Environment,
  type RegisterAccountRequest,
  type VendorSenders,
  dispatcherContracts,
} from '#libs/contracts';
import type { Log } from '#libs/observability';
import type { TypedAccount, VendorAdapter } from './adapter.ts';
import { ask, type ProviderBus } from './ports.ts';
import { seal } from './sealing.ts';
import { sha256Hex } from './signatures.ts';
import { addressSecret, takeTimeOf, type SealedAccount } from './vendor-accounts.ts';

/** The account that the service's settings describe. */
export interface OwnAccount<Secrets> extends TypedAccount<Secrets> {
  readonly environment: Environment;
}

export interface RegistrationParts<Secrets> {
  readonly bus: ProviderBus;
  readonly adapter: VendorAdapter<Secrets>;
  /** Undefined: the settings name no account. */
  readonly account: OwnAccount<Secrets> | undefined;
  /** Takes test messages beside a live account. */
  readonly sandbox?: OwnAccount<Secrets> | undefined;
  readonly vendorKey: Buffer;
  readonly log: Log;
  /** The service is stopping. */
  readonly stopping: AbortSignal;
  /** Milliseconds that never jump. */
  readonly nowMs?: () => number;
}

const FIRST_WAIT_MS = 100;
/** At an ordinary start the dispatcher answers within this time. */
const PATIENT_MS = 60_000;
const LONGEST_WAIT_MS = 5_000;

/**
 * Registers the account of the settings with the dispatcher, or that there is none; it tries until the dispatcher
 * answers. The account that the settings named before is then switched off.
 */
export class Registration<Secrets> {
  readonly #parts: RegistrationParts<Secrets>;
  readonly #startedAt = monotonicMs();
  #registered = false;

  constructor(parts: RegistrationParts<Secrets>) {
    this.#parts = parts;
  }

  get registered(): boolean {
    return this.#registered;
  }

  async run(): Promise<void> {
    await this.#untilDone(() => this.#register());
    await this.#untilDone(() => this.#nameSandbox());
    this.#registered = !this.#parts.stopping.aborted;
  }

  async #untilDone(work: () => Promise<void>): Promise<void> {
    const { stopping, log, adapter, nowMs = monotonicMs } = this.#parts;
    const since = nowMs();
    for (let waitMs = FIRST_WAIT_MS; !stopping.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await work();
      } catch (error) {
        if (!isAway(error) || nowMs() - since > PATIENT_MS)
          log.warn('provider.registration_failed', { vendor: adapter.vendor, err: error, retry_in_ms: waitMs });
      }
      await sleep(waitMs, stopping);
    }
  }

  async #register(): Promise<void> {
    const { bus, adapter, account, vendorKey, log } = this.#parts;
    const { vendor } = adapter;
    const askedAt = clock.now();
    const askedAtMonotonic = monotonicMs();
    const started_ms_ago = this.#startedMsAgo();
    if (account === undefined) {
      const { now, switched_off } = await ask(bus, dispatcherContracts.vendorAccounts.registerNone, {
        vendor,
        started_ms_ago,
      });
      takeTimeOf(now, askedAt, askedAtMonotonic);
      log.info('provider.no_account', { vendor });
      return this.#tellOff(switched_off);
    }
    const request = { ...sealedAccount(adapter, account, vendorKey), started_ms_ago };
    const reply = await ask(bus, dispatcherContracts.vendorAccounts.register, request);
    takeTimeOf(reply.now, askedAt, askedAtMonotonic);
    const named = { vendor, account: reply.account, environment: request.environment };
    if (reply.outdated) log.warn('provider.account_outdated', named);
    else log.info('provider.account_registered', named);
    this.#tellOff(reply.switched_off);
  }

  /** Called after the account itself, because a dispatcher that does not know this call yet still takes the account. */
  async #nameSandbox(): Promise<void> {
    const { bus, adapter, sandbox, vendorKey } = this.#parts;
    const account = sandbox && sealedAccount(adapter, sandbox, vendorKey);
    const of = { vendor: adapter.vendor, started_ms_ago: this.#startedMsAgo(), ...(account && { account }) };
    this.#tellOff((await ask(bus, dispatcherContracts.vendorAccounts.registerSandbox, of)).switched_off);
  }

  #startedMsAgo(): number {
    return Math.floor(monotonicMs() - this.#startedAt);
  }

  #tellOff(switched_off: readonly string[] = []): void {
    const { adapter, log } = this.#parts;
    if (switched_off.length > 0) log.warn('provider.account_switched_off', { vendor: adapter.vendor, switched_off });
  }
}

const isAway = (error: unknown): boolean => error instanceof PostriderError && error.code === 'service_unavailable';

/**
 * An account as the dispatcher stores it, with its secrets sealed for its adapter. `tenant`: who made it through the
 * API; `api_url`: their own address for it.
 */
export function sealedAccount<Secrets>(
  { vendor, lookup, receipts: usual, order, senders, carries: all }: VendorAdapter<Secrets>,
  { identity, environment, secrets, fields, receipts = usual, carries = all }: OwnAccount<Secrets>,
  vendorKey: Buffer,
  { tenant, api_url }: { readonly tenant?: string | undefined; readonly api_url?: string } = {},
): RegisterAccountRequest {
  const key = sha256Hex([vendor, environment, ...identity].join('\n')).slice(0, 32);
  const named = { key, ...(tenant !== undefined && { tenant }) };
  const content: SealedAccount = { ...named, ...(api_url !== undefined && { api_url }), secrets };
  const sealed = seal(vendorKey, vendor, JSON.stringify(content));
  const callback_key = sha256Hex(addressSecret(vendorKey, vendor, named));
  const sender_rule = vendorSendersOf(senders);
  const how = { lookup, receipts, order, sender_rule, carries };
  return { vendor, key, environment, sealed, callback_key, fields: [...fields], ...how };
}

const vendorSendersOf = ({ kinds, digits, characters, ...rest }: SenderRule): VendorSenders => ({
  ...rest,
  kinds: [...kinds],
  ...(digits && { digits: [...digits] }),
  ...(characters && { characters: [...characters] }),
});
