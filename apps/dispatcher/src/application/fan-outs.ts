import type { RequestDocument } from '#libs/contracts';
import type { PayloadItem } from '../domain/request-payload.ts';
import { Background } from './background.ts';
import type { Log } from './ports.ts';

/** Positions whose texts may be in memory at a time. */
const MOST_POSITIONS = 50_000;

export type FanOut = (request: RequestDocument, items: readonly PayloadItem[]) => Promise<void>;

/**
 * Fan-outs begun right after the answer. What fails, or is more than fits, is left to the sweep: the request keeps its
 * `wake_at` until its last message is in.
 */
export class FanOuts {
  private readonly background = new Background();
  private positions = 0;

  constructor(
    private readonly fanOut: FanOut,
    private readonly log: Log,
  ) {}

  start(request: RequestDocument, items: readonly PayloadItem[]): void {
    if (this.positions > 0 && this.positions + items.length > MOST_POSITIONS) {
      return this.log.warn('fan_out.left_to_sweep', { request: request._id });
    }
    this.positions += items.length;
    const work = this.fanOut(request, items).finally(() => (this.positions -= items.length));
    this.background.start(work, (err) => this.log.warn('fan_out.deferred', { request: request._id, err }));
  }

  drain(): Promise<void> {
    return this.background.drain();
  }
}
