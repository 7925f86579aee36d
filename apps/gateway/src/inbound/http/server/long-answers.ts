import { Readable } from 'node:stream';
import { PostriderError, type TenantId } from '#libs/kernel';

const MOST_OF_TENANT = 3;
const MOST = 10;

/** Bounds the answers of this process that read a whole list. */
export class LongAnswers {
  private readonly running = new Map<TenantId, number>();
  private all = 0;

  /** Returns what ends it; another call of that changes nothing. */
  start(tenant: TenantId): () => void {
    const running = this.running.get(tenant) ?? 0;
    if (running >= MOST_OF_TENANT || this.all >= MOST)
      throw new PostriderError('too_many_attempts', 'Others of these calls are running. Wait for one to end.', {
        retryAfterMs: 5_000,
      });
    this.count(tenant, 1);
    let ended = false;
    return () => {
      if (!ended) this.count(tenant, -1);
      ended = true;
    };
  }

  /** A file of lines that are read while it is sent; it runs until it is closed. */
  async file(tenant: TenantId, open: () => Promise<AsyncIterable<string>>): Promise<Readable> {
    const end = this.start(tenant);
    try {
      return Readable.from(await open()).once('close', end);
    } catch (error) {
      end();
      throw error;
    }
  }

  private count(tenant: TenantId, by: number): void {
    this.all += by;
    const running = (this.running.get(tenant) ?? 0) + by;
    if (running > 0) this.running.set(tenant, running);
    else this.running.delete(tenant);
  }
}
