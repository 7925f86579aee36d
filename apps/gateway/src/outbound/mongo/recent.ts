import { monotonicMs, sleep } from '#libs/kernel';

export interface RecentOptions {
  readonly ttlMs: number;
  /** The most entries kept; the least recently used one is removed first. */
  readonly max: number;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly until: number;
}

/** Answers of a look-up, kept for a few seconds; concurrent callers share one look-up. Failures are not kept. */
export class Recent<Key, Value> {
  private readonly entries = new Map<Key, Entry<Value>>();
  private readonly options: RecentOptions;
  private readonly load: (key: Key) => Promise<Value>;

  constructor(options: RecentOptions, load: (key: Key) => Promise<Value>) {
    this.options = options;
    this.load = load;
  }

  get(key: Key): Promise<Value> {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.until <= monotonicMs()) return this.reload(key);

    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  forget(key: Key): void {
    this.entries.delete(key);
  }

  private reload(key: Key): Promise<Value> {
    const value = this.load(key);
    const entry = { value, until: monotonicMs() + this.options.ttlMs };
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > this.options.max) this.entries.delete(this.entries.keys().next().value as Key);

    value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    return value;
  }
}

/** For credentials: a revocation reaches every replica within this time. */
export const RECENT: RecentOptions = { ttlMs: 5_000, max: 10_000 };

/**
 * For data that decides whether a call is accepted: a call that changes it is answered once {@link knownEverywhere} has
 * resolved.
 */
export const KNOWN: RecentOptions = { ttlMs: 250, max: 10_000 };
/** Clocks of two machines do not run at exactly the same speed. */
const MARGIN_MS = 25;

/** Resolves once no replica keeps data from before now. */
export const knownEverywhere = (): Promise<void> => sleep(KNOWN.ttlMs + MARGIN_MS);
