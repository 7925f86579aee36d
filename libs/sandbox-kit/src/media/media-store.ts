import { createHash } from 'node:crypto';
import { Agent, request } from 'undici';

export interface Medium {
  readonly id: string;
  /** Media type without parameters, as its server gave it. */
  readonly type: string;
  readonly bytes: Buffer;
}

const MAX_BYTES = 5 * 1024 * 1024;
const TOTAL_MS = 10_000;
const KEPT_BYTES = 64 * 1024 * 1024;

/**
 * Fetches media as a vendor does, from any address, and keeps the newest of them in memory. The same bytes are kept
 * once.
 */
export class MediaStore {
  private readonly kept = new Map<string, Medium>();
  private readonly agent = new Agent({ connections: 16, maxResponseSize: MAX_BYTES, connect: { timeout: TOTAL_MS } });
  private bytes = 0;

  /** All of them, or undefined if one cannot be fetched in time, is too large, or is of a type the vendor does not take. */
  async fetchAll(urls: readonly string[], types: RegExp): Promise<readonly Medium[] | undefined> {
    const media = await Promise.all(urls.map((url) => this.fetch(url, types)));
    return media.every((medium) => medium !== undefined) ? media : undefined;
  }

  get(id: string): Medium | undefined {
    return this.kept.get(id);
  }

  clear(): void {
    this.kept.clear();
    this.bytes = 0;
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async fetch(url: string, types: RegExp): Promise<Medium | undefined> {
    try {
      const { statusCode, headers, body } = await request(url, {
        dispatcher: this.agent,
        signal: AbortSignal.timeout(TOTAL_MS),
      });
      const type = String(headers['content-type'] ?? '')
        .replace(/\s*;.*$/, '')
        .toLowerCase();
      if (statusCode !== 200 || !types.test(type)) {
        await body.dump();
        return undefined;
      }
      const bytes = Buffer.from(await body.arrayBuffer());
      return bytes.length > 0 ? this.keep(type, bytes) : undefined;
    } catch {
      return undefined;
    }
  }

  private keep(type: string, bytes: Buffer): Medium {
    const id = createHash('sha256').update(type).update(bytes).digest('hex').slice(0, 32);
    const known = this.kept.get(id);
    if (known) return known;
    const medium = { id, type, bytes };
    this.kept.set(id, medium);
    this.bytes += bytes.length;
    for (const [oldest, { bytes: its }] of this.kept) {
      if (this.bytes <= KEPT_BYTES) break;
      this.kept.delete(oldest);
      this.bytes -= its.length;
    }
    return medium;
  }
}
