/** Waits that can all be aborted at once. */
export class Waits {
  private readonly running = new Map<NodeJS.Timeout, (passed: boolean) => void>();

  /** True when the time has passed, false if it was aborted. */
  wait(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.running.delete(timer);
        resolve(true);
      }, ms);
      this.running.set(timer, resolve);
    });
  }

  breakOff(): void {
    for (const [timer, resolve] of this.running) {
      clearTimeout(timer);
      resolve(false);
    }
    this.running.clear();
  }
}
