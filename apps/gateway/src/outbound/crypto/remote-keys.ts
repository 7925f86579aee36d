import { createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { monotonicMs, PostriderError } from '#libs/kernel';
import type { Algorithm, VerifyingKey } from '../../application/issuers/ports.ts';

/** Keys that are older are fetched again before they are used. */
const FRESH_MS = 10 * 60_000;
/** For so long they are used although they cannot be fetched. */
const USABLE_MS = 60 * 60_000;
/** Between two fetches, whether for an unknown key or after a failure. */
const PAUSE_MS = 10_000;

type KeySet = ReturnType<typeof createLocalJWKSet>;

/** The keys at an issuer's address. Calls at once share one fetch. */
export class RemoteKeys {
  private keys: KeySet | undefined;
  private loadedAt = -Infinity;
  private triedAt = -Infinity;
  private failed = false;
  private loading: Promise<void> | undefined;

  constructor(private readonly fetch: () => Promise<unknown>) {}

  async find(alg: Algorithm, kid: string | undefined): Promise<VerifyingKey | undefined> {
    if (monotonicMs() - this.loadedAt >= FRESH_MS) await this.reload();
    const found = await this.select(alg, kid);
    if (found) return found;
    await this.reload();
    const next = await this.select(alg, kid);
    if (next === undefined && this.failed) throw keysAway();
    return next;
  }

  /** Does nothing within the pause. */
  private reload(): Promise<void> {
    if (!this.loading && monotonicMs() - this.triedAt >= PAUSE_MS) {
      this.triedAt = monotonicMs();
      this.loading = this.load().finally(() => (this.loading = undefined));
    }
    return this.loading ?? Promise.resolve();
  }

  private async load(): Promise<void> {
    try {
      this.keys = createLocalJWKSet((await this.fetch()) as JSONWebKeySet);
      this.loadedAt = monotonicMs();
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  private async select(alg: Algorithm, kid: string | undefined): Promise<VerifyingKey | undefined> {
    if (!this.keys || monotonicMs() - this.loadedAt >= USABLE_MS) return undefined;
    try {
      return await this.keys({ alg, ...(kid !== undefined && { kid }) });
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

const keysAway = (): PostriderError =>
  new PostriderError('service_unavailable', "The keys of the token's issuer cannot be fetched. Repeat the call.", {
    retryAfterMs: PAUSE_MS,
  });
