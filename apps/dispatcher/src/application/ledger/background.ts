/** Work that no caller waits for, until the end of the process. */
export class Background {
  private readonly running = new Set<Promise<void>>();

  /** `failed` gets an error; a sweep repeats the work. */
  start(work: Promise<void>, failed: (error: unknown) => void): void {
    const tracked: Promise<void> = work.catch(failed).finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }

  /** Resolves when no work runs. */
  async drain(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}
