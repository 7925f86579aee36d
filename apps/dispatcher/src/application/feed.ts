import { LANES, type Lane } from '#libs/contracts';
import { clock, tenantOf, type MessageKey, type Times } from '#libs/kernel';
import type { Messages, WakeQueue } from './ports.ts';

const CHUNK = 100;
/** Chunks that may wait on the bus before the index is read again. */
const LOW_BACKLOG = 6;
const READ_AHEAD = 1_000;

/** Tops the queue up from the index while its backlog is low: one chunk of 100 per tenant in turn. Ids only. */
export class Feeder {
  /** What was queued and when: it stays due in the index until somebody grants it. */
  private readonly queued = new Map<MessageKey, number>();

  constructor(
    private readonly messages: Messages,
    private readonly queue: WakeQueue,
    private readonly times: Times,
  ) {}

  /** Answers whether there may be more at once. */
  async feed(): Promise<boolean> {
    const backlog = await this.queue.backlog();
    if (backlog === 0) this.queued.clear();
    const room = LOW_BACKLOG - backlog;
    if (room <= 0) return false;
    this.forgetOld();

    const due = await this.messages.due(clock.now(), this.queued.size + READ_AHEAD);
    const fresh = due.filter(({ key }) => !this.queued.has(key));
    const chunks = LANES.flatMap((lane) => {
      const keys = fresh.flatMap((it) => (it.lane === lane ? [it.key] : []));
      return inTurn(keys).map((ids) => ({ lane, ids }));
    });
    for (const { lane, ids } of chunks.slice(0, room)) await this.enqueue(lane, ids);
    return chunks.length > room;
  }

  private async enqueue(lane: Lane, ids: MessageKey[]): Promise<void> {
    await this.queue.enqueue({ lane, ids });
    const now = clock.now();
    for (const id of ids) this.queued.set(id, now);
  }

  /** A job lost with the broker's store is queued again after a lease. */
  private forgetOld(): void {
    const before = clock.now() - this.times.leaseMs;
    for (const [key, at] of this.queued) {
      if (at > before) break;
      this.queued.delete(key);
    }
  }
}

/** Chunks of up to 100 of one tenant each, the tenants taking turns. */
export function inTurn(keys: readonly MessageKey[]): MessageKey[][] {
  const tenants = [...Map.groupBy(keys, tenantOf).values()];
  const turns = Math.max(0, ...tenants.map((of) => Math.ceil(of.length / CHUNK)));
  return Array.from({ length: turns }, (_, turn) =>
    tenants.flatMap((of) => {
      const chunk = of.slice(turn * CHUNK, (turn + 1) * CHUNK);
      return chunk.length > 0 ? [chunk] : [];
    }),
  ).flat();
}
