import type { RequestDocument } from '#libs/contracts';
import { tenantOf, type RequestKey } from '#libs/kernel';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { Background } from '../ledger/background.ts';
import { MOST_SENT_DIRECTLY } from './fan-out.ts';
import type { Log } from '../ports.ts';

/** Large requests whose texts may be in memory at a time; the others wait in the ledger. */
const LARGE_AT_ONCE = 4;

export interface FanOutsPorts {
  readonly fanOut: (request: RequestDocument, items: readonly PayloadItem[]) => Promise<void>;
  /** Undefined if it has been fanned out meanwhile. */
  readonly read: (key: RequestKey) => Promise<[RequestDocument, readonly PayloadItem[]] | undefined>;
  readonly log: Log;
}

/**
 * Fan-outs begun right after the answer; small requests never wait. A fan-out that fails, or still waits when the
 * process ends, is left to the sweep: the request keeps its `wake_at` until its last message is inserted.
 */
export class FanOuts {
  private readonly background = new Background();
  private readonly large = new Set<RequestKey>();
  private waiting: RequestKey[] = [];

  constructor(private readonly ports: FanOutsPorts) {}

  start(request: RequestDocument, items: readonly PayloadItem[]): void {
    const { fanOut } = this.ports;
    if (items.length <= MOST_SENT_DIRECTLY) return this.begin(request._id, fanOut(request, items));
    if (this.large.size >= LARGE_AT_ONCE) return void this.waiting.push(request._id);
    this.beginLarge(request._id, () => fanOut(request, items));
  }

  /** Starts no more, and resolves when those that run have ended. */
  drain(): Promise<void> {
    this.waiting = [];
    return this.background.drain();
  }

  private begin(key: RequestKey, work: Promise<void>): void {
    this.background.start(work, (err) => this.ports.log.warn('fan_out.deferred', { request: key, err }));
  }

  private beginLarge(key: RequestKey, work: () => Promise<void>): void {
    this.large.add(key);
    const ended = (): void => {
      this.large.delete(key);
      const next = this.next();
      if (next !== undefined) this.beginLarge(next, () => this.fanOutStored(next));
    };
    this.begin(key, work().finally(ended));
  }

  private async fanOutStored(key: RequestKey): Promise<void> {
    const stored = await this.ports.read(key);
    if (stored) await this.ports.fanOut(...stored);
  }

  /** The first request of a tenant without a running one, or else the first. */
  private next(): RequestKey | undefined {
    const busy = new Set([...this.large].map(tenantOf));
    const at = this.waiting.findIndex((key) => !busy.has(tenantOf(key)));
    return this.waiting.splice(Math.max(at, 0), 1)[0];
  }
}
