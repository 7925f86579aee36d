interface Waiting {
  readonly count: number;
  readonly go: () => void;
}

/** The machine's cores, given in the order of requests. */
export class Cores {
  readonly #all: number;
  #free: number;
  readonly #waiting: Waiting[] = [];
  readonly #first: Waiting[] = [];

  constructor(all: number) {
    this.#all = all;
    this.#free = all;
  }

  take(count: number): Promise<void> {
    return this.#wait(count, this.#waiting);
  }

  give(count: number): void {
    this.#free += count;
    this.#serve();
  }

  /** Works with all cores instead of the `count` that the caller has; no other work begins before. */
  async insteadOf<T>(count: number, work: () => Promise<T>): Promise<T> {
    await this.#swap(count, this.#all);
    try {
      return await work();
    } finally {
      await this.#swap(this.#all, count);
    }
  }

  /** It queues before it releases its cores, so that no other work takes them meanwhile. */
  async #swap(had: number, wanted: number): Promise<void> {
    const taken = this.#wait(wanted, this.#first);
    this.give(had);
    await taken;
  }

  #wait(count: number, line: Waiting[]): Promise<void> {
    return new Promise((go) => {
      line.push({ count, go });
      this.#serve();
    });
  }

  #serve(): void {
    for (;;) {
      const line = this.#first.length > 0 ? this.#first : this.#waiting;
      const [next] = line;
      if (!next || next.count > this.#free) return;
      line.shift();
      this.#free -= next.count;
      next.go();
    }
  }
}
