export interface BucketSize {
  readonly burst: number;
  readonly perSecond: number;
}

/** Allows `burst` at once and `perSecond` in the long run. The caller gives the time, in milliseconds. */
export class TokenBucket {
  private readonly size: BucketSize;
  private tokens: number;
  private filledAt: number;

  constructor(size: BucketSize, now: number) {
    this.size = size;
    this.tokens = size.burst;
    this.filledAt = now;
  }

  /** Takes one and returns 0, or takes none and returns how many milliseconds to wait. */
  take(now: number): number {
    const { burst, perSecond } = this.size;
    const refilled = this.tokens + (Math.max(0, now - this.filledAt) * perSecond) / 1_000;
    this.tokens = Math.min(burst, refilled);
    this.filledAt = now;
    if (this.tokens < 1) return Math.ceil(((1 - this.tokens) * 1_000) / perSecond);

    this.tokens -= 1;
    return 0;
  }
}
