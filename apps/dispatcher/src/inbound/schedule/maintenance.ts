import { sleep, type Times } from '#libs/kernel';
import type { Feeder } from '../../application/feed.ts';
import type { Leadership, Log } from '../../application/ports.ts';
import type { Verbs } from '../../application/verbs.ts';

const IDLE_MS = 100;

/** What one replica at a time does: feed the queue, repeat unfinished fan-outs and changes. */
export class Maintenance {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly verbs: Verbs,
    private readonly feeder: Feeder,
    private readonly leadership: Leadership,
    private readonly times: Times,
    private readonly log: Log,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.leadership.release().catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    // Long enough to survive a slow write, short enough that a dead leader delays nothing past the grace.
    const termMs = this.times.sendBeforeMs / 5;
    let renewAt = 0;
    let sweepAt = 0;
    while (!signal.aborted) {
      try {
        const now = performance.now();
        if (now >= renewAt) {
          if (!(await this.leadership.hold(termMs))) {
            await sleep(termMs / 3, signal);
            continue;
          }
          renewAt = now + termMs / 3;
        }
        const more = await this.feeder.feed();
        if (now >= sweepAt) {
          sweepAt = now + this.times.connectMs / 2;
          await this.verbs.sweepRequests();
          await this.verbs.sweepChanges();
        }
        if (!more) await sleep(IDLE_MS, signal);
      } catch (error) {
        this.log.warn('maintenance.interrupted', { err: error });
        await sleep(IDLE_MS * 5, signal);
      }
    }
  }
}
