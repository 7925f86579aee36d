import { monotonicMs, sleep, type Times } from '#libs/kernel';
import type { Feeder } from '../../application/feed.ts';
import type { Leadership, Log } from '../../application/ports.ts';
import type { Verbs } from '../../application/verbs.ts';

const IDLE_MS = 100;
const AFTER_FAILURE_MS = 500;

/** What one replica at a time does: feed the queue, repeat unfinished fan-outs and changes. None waits for another. */
export class Maintenance {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> | undefined;
  private leadsUntil = 0;

  constructor(
    private readonly verbs: Verbs,
    private readonly feeder: Feeder,
    private readonly leadership: Leadership,
    private readonly times: Times,
    private readonly log: Log,
  ) {}

  start(): void {
    const sweepEveryMs = this.times.connectMs / 2;
    this.running ??= Promise.all([
      this.lead(),
      this.keepDoing('feed', IDLE_MS, () => this.feeder.feed()),
      this.keepDoing('sweep_requests', sweepEveryMs, () => this.verbs.sweepRequests()),
      this.keepDoing('sweep_changes', sweepEveryMs, () => this.verbs.sweepChanges()),
    ]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.leadership.release().catch(() => undefined);
  }

  private async lead(): Promise<void> {
    // Long enough to survive a slow write, short enough that a dead leader delays nothing past the grace.
    const termMs = this.times.sendBeforeMs / 5;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const askedAt = monotonicMs();
      try {
        if (await this.leadership.hold(termMs)) this.leadsUntil = askedAt + termMs;
      } catch (error) {
        this.log.warn('maintenance.leaderless', { err: error });
      }
      await sleep(termMs / 3, signal);
    }
  }

  /** While this replica leads. `turn` answers whether there is more to do at once. */
  private async keepDoing(what: string, everyMs: number, turn: () => Promise<boolean | number>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let waitMs = everyMs;
      try {
        if (monotonicMs() < this.leadsUntil && (await turn()) === true) waitMs = 0;
      } catch (error) {
        this.log.warn('maintenance.interrupted', { what, err: error });
        waitMs = AFTER_FAILURE_MS;
      }
      if (waitMs > 0) await sleep(waitMs, signal);
    }
  }
}
