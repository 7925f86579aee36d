import { clock, monotonicMs, sleep } from '#libs/kernel';
import { registerAccount, type Environment } from '#libs/contracts';
import type { Log } from '#libs/observability';
import type { VendorAdapter } from './adapter.ts';
import { ask, type ProviderBus } from './ports.ts';
import { callbackSecret, seal } from './sealing.ts';
import { sha256Hex } from './signatures.ts';
import { takeTimeOf, type SealedAccount } from './vendor-accounts.ts';

/** The account that the service's settings describe. */
export interface OwnAccount<Secrets> {
  /** What tells it from the vendor's other accounts; hashed, so it may be an identifier of the vendor's. */
  readonly identity: readonly string[];
  readonly environment: Environment;
  readonly secrets: Secrets;
}

export interface RegistrationParts<Secrets> {
  readonly bus: ProviderBus;
  readonly adapter: VendorAdapter<Secrets>;
  readonly account: OwnAccount<Secrets>;
  readonly vendorKey: Buffer;
  readonly log: Log;
  /** The service is stopping. */
  readonly stopping: AbortSignal;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** Makes the account known to the dispatcher, however long it takes that to answer. */
export class Registration<Secrets> {
  readonly #parts: RegistrationParts<Secrets>;
  #registered = false;

  constructor(parts: RegistrationParts<Secrets>) {
    this.#parts = parts;
  }

  get registered(): boolean {
    return this.#registered;
  }

  async run(): Promise<void> {
    const { stopping, log, adapter } = this.#parts;
    for (let waitMs = FIRST_WAIT_MS; !stopping.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        await this.#register();
        this.#registered = true;
        return;
      } catch (error) {
        log.warn('provider.registration_failed', { vendor: adapter.vendor, err: error as Error, retry_in_ms: waitMs });
      }
      await sleep(waitMs, stopping);
    }
  }

  async #register(): Promise<void> {
    const { bus, adapter, account, vendorKey, log } = this.#parts;
    const { vendor, lookup } = adapter;
    const { environment, secrets } = account;
    const key = sha256Hex([vendor, environment, ...account.identity].join('\n')).slice(0, 32);
    const sealed = seal(vendorKey, vendor, JSON.stringify({ key, secrets } satisfies SealedAccount));
    const callback_key = sha256Hex(callbackSecret(vendorKey, vendor, key));

    const askedAt = clock.now();
    const askedAtMonotonic = monotonicMs();
    const reply = await ask(bus, registerAccount, { vendor, key, environment, sealed, callback_key, lookup });
    takeTimeOf(reply.now, askedAt, askedAtMonotonic);
    log.info('provider.account_registered', { vendor, account: reply.account, route: reply.route, environment });
  }
}
