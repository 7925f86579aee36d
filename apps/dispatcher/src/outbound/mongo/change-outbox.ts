import type { MessageKey } from '#libs/kernel';
import type { Outbox } from '#libs/persistence';
import type { ChangeLeft, ChangeOutbox } from '../../application/ledger/ports.ts';
import type { Log } from '../../application/ports.ts';

const MANY = 20;
const SOON_MS = 200;

export class MongoChangeOutbox implements ChangeOutbox {
  private done: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly removing = new Set<Promise<void>>();

  constructor(
    private readonly outbox: Outbox,
    private readonly log: Log,
  ) {}

  put(keys: readonly MessageKey[]): Promise<string> {
    return this.outbox.put(keys);
  }

  /** Late, and many at once: a document that stays a little longer is only repeated when it has become old. */
  remove(handle: string): void {
    this.done.push(handle);
    if (this.done.length >= MANY) return this.removeDone();
    this.timer ??= setTimeout(() => this.removeDone(), SOON_MS).unref();
  }

  async drain(): Promise<void> {
    this.removeDone();
    await Promise.all(this.removing);
    await this.outbox.drain();
  }

  private removeDone(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const handles = this.done.splice(0);
    if (handles.length === 0) return;
    const removal = this.outbox
      .remove(...handles)
      .catch((error: unknown) => this.log.warn('outbox.removal_deferred', { err: error }))
      .finally(() => this.removing.delete(removal));
    this.removing.add(removal);
  }

  async due(olderThanMs: number, limit: number, after?: string): Promise<ChangeLeft[]> {
    const due = await this.outbox.due(olderThanMs, limit, after);
    return due.map(({ handle, ids, at }) => ({ handle, keys: ids as MessageKey[], at }));
  }
}
