import type { AgentClock } from '../../src/index.ts';

/** A sleep takes no real time and moves the clock, so that waiting loops come to their end. */
export class FakeClock implements AgentClock {
  private now = 1_000;

  elapsedMs(): number {
    return this.now;
  }

  pass(ms: number): void {
    this.now += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (!signal?.aborted) this.now += ms;
  }
}
