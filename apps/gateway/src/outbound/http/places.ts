/** Bounds how much runs at once, of one owner and in all. What has no place waits for its turn, in order. */
export class Places {
  private readonly taken = new Map<string, number>();
  private readonly waiting: Waiting[] = [];
  private all = 0;

  constructor(private readonly most: { readonly all: number; readonly ofOne: number; readonly waiting: number }) {}

  /** Rejects if the signal ends the wait, or if too many wait already. */
  async run<Result>(owner: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    if (this.hasPlace(owner)) this.take(owner);
    else await this.turn(owner, signal);
    try {
      return await work();
    } finally {
      this.leave(owner);
    }
  }

  private turn(owner: string, signal: AbortSignal): Promise<void> {
    if (this.waiting.length >= this.most.waiting) throw new NoPlace('Too many wait for a place.');
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        reject(signal.reason as Error);
      };
      const start = (): void => {
        signal.removeEventListener('abort', end);
        this.take(owner);
        resolve();
      };
      const waiting: Waiting = { owner, start };
      this.waiting.push(waiting);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  private hasPlace(owner: string): boolean {
    return this.all < this.most.all && (this.taken.get(owner) ?? 0) < this.most.ofOne;
  }

  private take(owner: string): void {
    this.all += 1;
    this.taken.set(owner, (this.taken.get(owner) ?? 0) + 1);
  }

  private leave(owner: string): void {
    this.all -= 1;
    const left = (this.taken.get(owner) ?? 1) - 1;
    if (left > 0) this.taken.set(owner, left);
    else this.taken.delete(owner);
    const next = this.waiting.findIndex((waiting) => this.hasPlace(waiting.owner));
    if (next >= 0) this.waiting.splice(next, 1)[0]!.start();
  }
}

export class NoPlace extends Error {}

interface Waiting {
  readonly owner: string;
  readonly start: () => void;
}
