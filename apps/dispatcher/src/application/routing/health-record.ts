import { clock } from '#libs/kernel';
import { BUCKET_MS, TOOK_MS, type Counted, type HealthBucket } from '../../domain/routing/health.ts';

interface OpenBucket {
  readonly at: number;
  readonly outcomes: Partial<Record<Counted, number>>;
  readonly took: number[];
}

const KEPT = 60;

/** What this process saw of each route in the last ten minutes. */
export class HealthRecord {
  private readonly routes = new Map<string, OpenBucket[]>();
  /** Routes with new data since the last call. */
  private fresh = new Set<string>();

  add(route: string, outcome: Counted, ms: number): void {
    const bucket = this.bucketOf(route);
    bucket.outcomes[outcome] = (bucket.outcomes[outcome] ?? 0) + 1;
    const found = TOOK_MS.findIndex((most) => ms <= most);
    const at = found < 0 ? TOOK_MS.length : found;
    bucket.took[at] = (bucket.took[at] ?? 0) + 1;
    this.fresh.add(route);
  }

  of(route: string): readonly HealthBucket[] {
    return this.routes.get(route) ?? [];
  }

  /** The routes whose buckets changed since the last call. */
  changed(): string[] {
    const changed = [...this.fresh];
    this.fresh = new Set();
    return changed;
  }

  private bucketOf(route: string): OpenBucket {
    const at = Math.floor(clock.now() / BUCKET_MS) * BUCKET_MS;
    const buckets = this.routes.get(route) ?? [];
    this.routes.set(route, buckets);
    const last = buckets.at(-1);
    if (last?.at === at) return last;
    const bucket: OpenBucket = { at, outcomes: {}, took: new Array<number>(TOOK_MS.length + 1).fill(0) };
    buckets.push(bucket);
    if (buckets.length > KEPT) buckets.shift();
    return bucket;
  }
}
