import { clock } from '#libs/kernel';

export interface RecentOptions {
  readonly ttlMs: number;
  /** The most entries kept; the one least lately used makes room. */
  readonly max: number;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly until: number;
}

/** Answers of a look-up, kept a few seconds; callers who ask at once share one look-up. Failures are not kept. */
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
    if (entry === undefined || entry.until <= clock.now()) return this.reload(key);

    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  forget(key: Key): void {
    this.entries.delete(key);
  }

  private reload(key: Key): Promise<Value> {
    const value = this.load(key);
    const entry = { value, until: clock.now() + this.options.ttlMs };
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > this.options.max) this.entries.delete(this.entries.keys().next().value as Key);

    value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    return value;
  }
}

/** Revoking and changing reach every replica within this time. */
export const RECENT: RecentOptions = { ttlMs: 5_000, max: 10_000 };
