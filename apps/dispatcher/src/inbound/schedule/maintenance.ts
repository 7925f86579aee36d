import { monotonicMs, sleep, type Times } from '#libs/kernel';
import type { Feeder } from '../../application/feed.ts';
import type { Operations } from '../../application/operations.ts';
import type { Leadership, Log } from '../../application/ports.ts';
import type { Verbs } from '../../application/verbs.ts';

const IDLE_MS = 100;
const AFTER_FAILURE_MS = 500;

const HEALTH_EVERY_MS = 5_000;
const WEIGHTS_EVERY_MS = 60_000;

export interface MaintenanceParts {
  readonly verbs: Verbs;
  readonly operations: Operations;
  readonly feeder: Feeder;
  readonly leadership: Leadership;
  readonly times: Times;
  readonly log: Log;
  readonly timeScale: number;
}

/**
 * What one replica at a time does: feed the queues, repeat unfinished fan-outs and changes, look after routes. None waits
 * for another. Each replica tells what it sees of routes.
 */
export class Maintenance {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> | undefined;
  private leadsUntil = 0;

  constructor(private readonly parts: MaintenanceParts) {}

  start(): void {
    const sweepEveryMs = this.parts.times.connectMs / 2;
    this.running ??= Promise.all([
      this.lead(),
      this.keepDoing('feed', IDLE_MS, () => this.parts.feeder.feed()),
      this.keepDoing('sweep_requests', sweepEveryMs, () => this.parts.verbs.sweepRequests()),
      this.keepDoing('tend_routes', sweepEveryMs / 2, () => this.parts.verbs.tendRoutes()),
      this.keepDoing('wake_returned', sweepEveryMs / 4, () => this.parts.verbs.wakeReturned()),
      this.keepDoing('tend_weights', WEIGHTS_EVERY_MS / this.parts.timeScale, () => this.parts.verbs.tendWeights()),
      this.keepDoing(
        'tell_health',
        HEALTH_EVERY_MS / this.parts.timeScale,
        () => this.parts.verbs.tellHealth(),
        () => true,
      ),
      this.keepDoing('sweep_changes', sweepEveryMs, () => this.parts.verbs.sweepChanges()),
      this.keepDoing('poll_receipts', this.parts.times.sendBeforeMs, () => this.parts.operations.pollReceipts()),
    ]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.parts.operations.stopPolling();
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

  private readonly leads = (): boolean => monotonicMs() < this.leadsUntil;

  /** While this replica leads. `turn` answers `true` when there is more to do at once. */
  private async keepDoing(
    what: string,
    everyMs: number,
    turn: () => Promise<unknown>,
    mayDo: () => boolean = this.leads,
  ): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let waitMs = everyMs;
      try {
        if (mayDo() && (await turn()) === true) waitMs = 0;
      } catch (error) {
        this.parts.log.warn('maintenance.interrupted', { what, err: error });
        waitMs = AFTER_FAILURE_MS;
      }
      if (waitMs > 0) await sleep(waitMs, signal);
    }
  }
}
