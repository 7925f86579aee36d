import { monotonicMs, sleep, type Times } from '#libs/kernel';
import type { Leadership } from '../../application/wake/ports.ts';
import type { Log } from '../../application/ports.ts';

const AFTER_FAILURE_MS = 500;

/** Work that is repeated. */
export interface Task {
  readonly what: string;
  readonly everyMs: number;
  /** `true`: there is more to do at once. */
  readonly turn: () => Promise<unknown>;
  /** Every replica does it, not only the leader. */
  readonly everywhere?: boolean;
}

export interface MaintenanceParts {
  readonly tasks: readonly Task[];
  readonly leadership: Leadership;
  readonly times: Times;
  readonly log: Log;
}

/** Runs the tasks that one replica at a time does. No task waits for another. */
export class Maintenance {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> | undefined;
  private leadsUntil = 0;

  constructor(private readonly parts: MaintenanceParts) {}

  start(): void {
    this.running ??= Promise.all([this.lead(), ...this.parts.tasks.map((task) => this.keepDoing(task))]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.parts.leadership.release().catch(() => undefined);
  }

  private async lead(): Promise<void> {
    // Long enough to survive a slow write, short enough that a dead leader delays nothing past the grace.
    const termMs = this.parts.times.sendBeforeMs / 5;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const askedAt = monotonicMs();
      try {
        if (await this.parts.leadership.hold(termMs)) this.leadsUntil = askedAt + termMs;
      } catch (error) {
        this.parts.log.warn('maintenance.leaderless', { err: error });
      }
      await sleep(termMs / 3, signal);
    }
  }

  private async keepDoing({ what, everyMs, turn, everywhere = false }: Task): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let waitMs = everyMs;
      try {
        if ((everywhere || monotonicMs() < this.leadsUntil) && (await turn()) === true) waitMs = 0;
      } catch (error) {
        this.parts.log.warn('maintenance.interrupted', { what, err: error });
        waitMs = AFTER_FAILURE_MS;
      }
      if (waitMs > 0) await sleep(waitMs, signal);
    }
  }
}
