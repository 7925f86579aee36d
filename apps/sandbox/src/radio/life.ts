/**
 * One run of a phone's program. Whatever the program waits for comes back through it: nothing while the phone is paused,
 * and nothing ever after the end, so that no line of the program runs any more.
 */
export class Life {
  private readonly ending = new AbortController();
  private held: (() => void)[] | undefined;

  /** Aborted at the end, for sockets and timers. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  get hasEnded(): boolean {
    return this.signal.aborted;
  }

  pause(): void {
    this.held ??= [];
  }

  resume(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const go of held) this.later(go);
  }

  end(): void {
    this.held = undefined;
    this.ending.abort();
  }

  /** Settles as `work` does, unless the program is gone by then. */
  through<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => this.later(() => resolve(value)),
        (error: unknown) => this.later(() => reject(error as Error)),
      );
    });
  }

  private later(go: () => void): void {
    if (this.hasEnded) return;
    if (this.held) this.held.push(go);
    else go();
  }
}
