/** Work that nobody waits for, until the end of the process. */
export class Background {
  private readonly running = new Set<Promise<void>>();

  /** `failed` hears of an error; the work is repeated by whoever sweeps. */
  start(work: Promise<void>, failed: (error: unknown) => void): void {
    const tracked: Promise<void> = work.catch(failed).finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }

  /** Resolves when nothing runs. */
  async drain(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}
