import { monotonicMs, unavailable } from '#libs/kernel';

export interface GathererOptions<Item, Result> {
  /** Name of the write, for errors and metrics. */
  readonly name: string;
  /** One result per item in the same order; an `Error` in a place rejects that item, a throw rejects all of them. */
  readonly flush: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
  /** The most that one flush may carry. */
  readonly max?: number;
  readonly maxInFlight?: number;
  /**
   * The least time from the start of one flush to the start of the next, unless `max` items wait. For writes that no
   * caller waits for: an item after a pause is still flushed at once, and a steady trickle needs fewer flushes.
   */
  readonly everyMs?: number;
  /** How much of `max` an item takes; a heavier one than that is flushed alone. */
  readonly weigh?: (item: Item) => number;
  /** An item that waited longer for its turn is refused instead of tried; absent: no item is. */
  readonly waitAtMostMs?: number;
  readonly onFlush?: (flushed: Flushed) => void;
}

export interface Flushed {
  readonly name: string;
  readonly items: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly weight: number;
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Turns single writes into batches without delaying any of them: an idle gatherer flushes within the same turn of the
 * loop, and items that arrive while a flush is in flight are the next batch. The only timer is that of `everyMs`.
 */
export class WriteGatherer<Item, Result> {
  readonly #options: GathererOptions<Item, Result>;
  readonly #max: number;
  readonly #maxInFlight: number;
  #queue: Waiting<Item, Result>[] = [];
  #inFlight = 0;
  #scheduled = false;
  #mayFlushAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #drained: (() => void)[] = [];

  constructor(options: GathererOptions<Item, Result>) {
    this.#options = options;
    this.#max = options.max ?? 200;
    this.#maxInFlight = options.maxInFlight ?? 1;
  }

  /** Items that are not yet being flushed. */
  get waiting(): number {
    return this.#queue.length;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const weight = this.#options.weigh?.(item) ?? 1;
      this.#queue.push({ item, weight, since: monotonicMs(), resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when nothing waits and nothing is in flight. */
  drain(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** At the end of this turn, not now: then all items from one read of a socket are flushed together. */
  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0 || this.#inFlight >= this.#maxInFlight) return;
    const waitMs = this.#mayFlushAt - monotonicMs();
    if (waitMs > 0 && this.#queue.length < this.#max) return this.#scheduleIn(waitMs);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#refuseStale();
      const batch = this.#nextBatch();
      if (batch.length > 0) void this.#flush(batch);
      this.#schedule();
      this.#tellDrained();
    });
  }

  #scheduleIn(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#schedule();
    }, ms);
  }

  async #flush(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.#inFlight++;
    const startedAt = monotonicMs();
    this.#mayFlushAt = startedAt + (this.#options.everyMs ?? 0);
    const failure = await this.#settle(batch);
    this.#inFlight--;
    this.#schedule();
    this.#tellDrained();
    const durationMs = monotonicMs() - startedAt;
    this.#options.onFlush?.({
      name: this.#options.name,
      items: batch.length,
      durationMs,
      failed: failure !== undefined,
    });
  }

  async #settle(batch: readonly Waiting<Item, Result>[]): Promise<Error | undefined> {
    try {
      const results = await this.#options.flush(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error(`${this.#options.name} gave ${results.length} results for ${batch.length} items.`);
      batch.forEach((waiting, i) => settleOne(waiting, results[i] as Result | Error));
      return undefined;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(`${this.#options.name} failed.`, { cause: error });
      batch.forEach(({ reject }) => reject(failure));
      return failure;
    }
  }

  #nextBatch(): Waiting<Item, Result>[] {
    let weight = 0;
    const tooMuch = this.#queue.findIndex((waiting, i) => (weight += waiting.weight) > this.#max && i > 0);
    return this.#queue.splice(0, tooMuch < 0 ? this.#queue.length : tooMuch);
  }

  #refuseStale(): void {
    const atMost = this.#options.waitAtMostMs;
    if (atMost === undefined) return;
    const oldest = monotonicMs() - atMost;
    const fresh = this.#queue.findIndex(({ since }) => since >= oldest);
    const stale = this.#queue.splice(0, fresh < 0 ? this.#queue.length : fresh);
    stale.forEach(({ reject }) => reject(unavailable('The database')));
  }

  #tellDrained(): void {
    if (!this.#isIdle()) return;
    this.#drained.splice(0).forEach((resolve) => resolve());
  }

  #isIdle(): boolean {
    return this.#queue.length === 0 && this.#inFlight === 0;
  }
}

function settleOne<Item, Result>(waiting: Waiting<Item, Result>, result: Result | Error): void {
  if (result instanceof Error) waiting.reject(result);
  else waiting.resolve(result);
}
