import { TokenBucket, type BucketSize } from './token-bucket.ts';

/** A bucket for each caller. The caller that has been quiet for longest is forgotten first: its bucket is full again. */
export class CallBuckets {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(
    private readonly size: BucketSize,
    private readonly most = 10_000,
  ) {}

  /** Takes one and returns 0, or takes none and returns how many milliseconds to wait. */
  take(caller: string, now: number): number {
    const bucket = this.buckets.get(caller) ?? new TokenBucket(this.size, now);
    this.buckets.delete(caller);
    this.buckets.set(caller, bucket);
    if (this.buckets.size > this.most) this.buckets.delete(this.buckets.keys().next().value as string);
    return bucket.take(now);
  }
}
