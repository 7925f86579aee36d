import type { MessageKey } from '#libs/kernel';
import type { Outbox } from '#libs/persistence';
import type { ChangeOutbox } from '../../application/ports.ts';

export class MongoChangeOutbox implements ChangeOutbox {
  constructor(private readonly outbox: Outbox) {}

  put(keys: readonly MessageKey[]): Promise<string> {
    return this.outbox.put(keys);
  }

  remove(handle: string): Promise<void> {
    return this.outbox.remove(handle);
  }

  async due(olderThanMs: number, limit: number) {
    const due = await this.outbox.due(olderThanMs, limit);
    return due.map(({ handle, ids, at }) => ({ handle, keys: ids as MessageKey[], at }));
  }
}
