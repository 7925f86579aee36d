import { clock, monotonicMs, PostriderError, sleep, type SenderRule } from '#libs/kernel';
import { registerAccount, type Environment, type RegisterAccountRequest, type VendorSenders } from '#libs/contracts';
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
  readonly account: OwnAccount<Secrets>;
  readonly vendorKey: Buffer;
  readonly log: Log;
  /** The service is stopping. */
  readonly stopping: AbortSignal;
}

const FIRST_WAIT_MS = 100;
/** At an ordinary start the dispatcher answers within this time. */
const PATIENT_MS = 60_000;
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
    const since = monotonicMs();
    for (let waitMs = FIRST_WAIT_MS; !stopping.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        await this.#register();
        this.#registered = true;
        return;
      } catch (error) {
        if (!isAway(error) || monotonicMs() - since > PATIENT_MS)
          log.warn('provider.registration_failed', { vendor: adapter.vendor, err: error, retry_in_ms: waitMs });
      }
      await sleep(waitMs, stopping);
    }
  }

  async #register(): Promise<void> {
    const { bus, adapter, account, vendorKey, log } = this.#parts;
    const request = sealedAccount(adapter, account, vendorKey);
    const askedAt = clock.now();
    const askedAtMonotonic = monotonicMs();
    const reply = await ask(bus, registerAccount, request);
    takeTimeOf(reply.now, askedAt, askedAtMonotonic);
    const { vendor, environment } = request;
    log.info('provider.account_registered', { vendor, account: reply.account, route: reply.route, environment });
  }
}

const isAway = (error: unknown): boolean => error instanceof PostriderError && error.code === 'service_unavailable';

/** An account as the dispatcher keeps it: what only its adapter may read is sealed. `tenant`: who made it through the API. */
export function sealedAccount<Secrets>(
  { vendor, lookup, receipts: usual, order, senders }: VendorAdapter<Secrets>,
  { identity, environment, secrets, receipts = usual }: OwnAccount<Secrets>,
  vendorKey: Buffer,
  tenant?: string,
): RegisterAccountRequest {
  const key = sha256Hex([vendor, environment, ...identity].join('\n')).slice(0, 32);
  const named = { key, ...(tenant !== undefined && { tenant }) };
  const sealed = seal(vendorKey, vendor, JSON.stringify({ ...named, secrets } satisfies SealedAccount));
  const callback_key = sha256Hex(addressSecret(vendorKey, vendor, named));
  const fields = Object.keys(secrets as object);
  const sender_rule = vendorSendersOf(senders);
  return { vendor, key, environment, sealed, callback_key, lookup, receipts, order, fields, sender_rule };
}

const vendorSendersOf = ({ kinds, digits, characters, ...rest }: SenderRule): VendorSenders => ({
  ...rest,
  kinds: [...kinds],
  ...(digits && { digits: [...digits] }),
  ...(characters && { characters: [...characters] }),
});
