import { sleep } from '#libs/kernel';

/** The handlers that run, so that a stop can wait for them. */
export class Running {
  private count = 0;
  private idle: (() => void)[] = [];

  get size(): number {
    return this.count;
  }

  track(work: Promise<void>): void {
    this.count += 1;
    void work.finally(() => {
      this.count -= 1;
      if (this.count > 0) return;
      for (const resolve of this.idle.splice(0)) resolve();
    });
  }

  /** Resolves with whether all have ended within the time. */
  async ended(withinMs: number): Promise<boolean> {
    if (this.count === 0) return true;
    const over = new AbortController();
    const ended = new Promise<void>((resolve) => this.idle.push(resolve));
    await Promise.race([ended, sleep(withinMs, over.signal)]);
    over.abort();
    return this.count === 0;
  }
}
