import type { AgentClock } from './ports.ts';

/** How long the phone may hold what it was lent. It is lost with the process, as elapsed time is. */
export class HeldLeases {
  private readonly ends = new Map<string, number>();
  private readonly revoked = new Set<string>();

  constructor(private readonly clock: AgentClock) {}

  take(messageId: string, ttlMs: number): void {
    this.revoked.delete(messageId);
    this.ends.set(messageId, this.clock.elapsedMs() + ttlMs);
  }

  extend(messageIds: readonly string[], ttlMs: number): void {
    for (const id of messageIds) if (this.ends.has(id)) this.take(id, ttlMs);
  }

  revoke(messageIds: readonly string[]): void {
    for (const id of messageIds) if (this.ends.has(id)) this.revoked.add(id);
  }

  /** When the lease ends; undefined: it is over or revoked. */
  end(messageId: string): number | undefined {
    const end = this.ends.get(messageId);
    if (end === undefined || this.revoked.has(messageId) || this.clock.elapsedMs() >= end) return undefined;
    return end;
  }

  forget(messageId: string): void {
    this.ends.delete(messageId);
    this.revoked.delete(messageId);
  }
}
