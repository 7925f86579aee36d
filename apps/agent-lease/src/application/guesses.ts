import { clock, PostriderError } from '#libs/kernel';
import { RollingLimit } from '../domain/rolling-limit.ts';

const MINUTE_MS = 60_000;
const MOST_OF_ADDRESS = 10;
const MOST_OF_ALL = 300;
const MOST_ADDRESSES = 50_000;

/** Counts wrong secrets and codes, by address and in all, and refuses more of them for a while. */
export class Guesses {
  readonly #all = new RollingLimit(MOST_OF_ALL, MINUTE_MS);
  readonly #addresses = new Map<string, RollingLimit>();

  /** Before a secret or a code is looked up. */
  admit(clientIp: string): void {
    const now = clock.now();
    const retryAfterMs = Math.max(this.#all.waitMs(now), this.#addresses.get(clientIp)?.waitMs(now) ?? 0);
    if (retryAfterMs === 0) return;
    const detail = 'Too many wrong secrets or codes. Wait as long as Retry-After says.';
    throw new PostriderError('too_many_attempts', detail, { retryAfterMs });
  }

  missed(clientIp: string): void {
    const now = clock.now();
    const ofAddress = this.#addresses.get(clientIp) ?? new RollingLimit(MOST_OF_ADDRESS, MINUTE_MS);
    if (this.#addresses.size < MOST_ADDRESSES) this.#addresses.set(clientIp, ofAddress);
    ofAddress.take(now);
    this.#all.take(now);
  }

  forgetIdle(): void {
    const now = clock.now();
    for (const [address, limit] of this.#addresses) if (limit.isIdle(now)) this.#addresses.delete(address);
  }
}
