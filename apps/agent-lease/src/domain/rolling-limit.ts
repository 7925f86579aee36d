/** At most `most` in any `windowMs`. The caller gives the time, in milliseconds. */
export class RollingLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #taken: number[] = [];

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Takes one and returns 0, or takes none and returns how many milliseconds to wait. */
  take(now: number): number {
    const waitMs = this.waitMs(now);
    if (waitMs === 0) this.#taken.push(now);
    return waitMs;
  }

  waitMs(now: number): number {
    while (this.#taken.length > 0 && this.#taken[0]! <= now - this.#windowMs) this.#taken.shift();
    return this.#taken.length < this.#most ? 0 : Math.max(1, this.#taken[0]! + this.#windowMs - now);
  }

  isIdle(now: number): boolean {
    this.waitMs(now);
    return this.#taken.length === 0;
  }
}
