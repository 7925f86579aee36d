import { LRUCache } from 'lru-cache';
import { monotonicMs, sleep, type TenantId } from '#libs/kernel';
import type { Counter, Quotas, Reserved } from './ports.ts';

/** Smaller quotas are counted message by message. */
const SMALLEST_LIMIT = 1_000;
/** A block is spent or given back within this time. */
const LIFE_MS = 400;
/** After this no block that was taken before is open any more. */
const ALL_ENDED_MS = 2 * LIFE_MS;
const WINDOW_MS = 200;
/** From so many reservations in a window on, blocks are taken. */
const BUSY = 5;

/**
 * Reserves for many messages in one write while a counter is busy and far from its limit, so that most accepts write
 * nothing for it. A block is added to the counter before a message of it is accepted: a crash leaves the counter too
 * high, never too low. Near the limit, and before a refusal, every message is counted by itself.
 */
export class QuotaBlocks implements Quotas {
  private readonly usages = new LRUCache<string, Usage>({ max: 5_000 });
  private readonly givenBack = new Set<Promise<void>>();
  private readonly open = new Set<Block>();

  constructor(private readonly quotas: Quotas & { drain(): Promise<void> }) {}

  async reserve(counter: Counter, count: number, limit: number): Promise<Reserved> {
    if (limit < SMALLEST_LIMIT) return this.quotas.reserve(counter, count, limit);
    const usage = this.usageOf(counter);
    usage.note(count);
    return (
      spend(usage.block, count) ??
      (await this.fromBlock(usage, counter, count, limit)) ??
      this.alone(usage, counter, count, limit)
    );
  }

  release(counter: Counter, count: number): Promise<void> {
    return this.quotas.release(counter, count);
  }

  /** Without the open blocks of this process. */
  async used(tenant: TenantId, counters: readonly Counter[]): Promise<number[]> {
    const used = await this.quotas.used(tenant, counters);
    return used.map((value, at) => value - (this.usages.peek(counters[at]!.id)?.block?.left ?? 0));
  }

  async drain(): Promise<void> {
    for (const block of this.open) void this.end(block);
    await Promise.all(this.givenBack);
    await this.quotas.drain();
  }

  private usageOf({ id }: Counter): Usage {
    const usage = this.usages.get(id) ?? new Usage();
    this.usages.set(id, usage);
    return usage;
  }

  /** Callers at the same time share the block that the first of them takes. */
  private async fromBlock(usage: Usage, counter: Counter, count: number, limit: number): Promise<Reserved | undefined> {
    const size = Math.min(usage.expected(), Math.floor(limit / 100));
    if (count > size) return undefined;
    usage.taking ??= this.take(usage, counter, size, limit).finally(() => (usage.taking = undefined));
    await usage.taking;
    return spend(usage.block, count);
  }

  /** Only while a fifth of the quota is left after it. */
  private async take(usage: Usage, counter: Counter, size: number, limit: number): Promise<void> {
    const since = monotonicMs();
    const { ok, used } = usage.seen(await this.quotas.reserve(counter, size, farFrom(limit)), limit);
    if (!ok) return;
    if (usage.block) void this.end(usage.block);
    const block: Block = {
      counter,
      used,
      left: size,
      timer: setTimeout(() => void this.end(block), Math.max(0, LIFE_MS - (monotonicMs() - since))),
    };
    this.open.add(block);
    usage.block = block;
  }

  private end(block: Block): Promise<void> {
    clearTimeout(block.timer);
    this.open.delete(block);
    const { counter, left } = block;
    block.left = 0;
    if (left === 0) return Promise.resolve();
    const release = this.quotas.release(counter, left).finally(() => this.givenBack.delete(release));
    this.givenBack.add(release);
    return release;
  }

  /** Before a refusal, blocks that may be open are spent or given back, and it is tried once more. */
  private async alone(usage: Usage, counter: Counter, count: number, limit: number): Promise<Reserved> {
    const first = usage.seen(await this.quotas.reserve(counter, count, limit), limit);
    if (first.ok || count > limit) return first;
    const waitMs = usage.othersEndIn();
    const hadOwn = usage.block !== undefined && usage.block.left > 0;
    if (usage.block) await this.end(usage.block);
    if (waitMs <= 0 && !hadOwn) return first;
    await sleep(Math.max(0, waitMs));
    return usage.seen(await this.quotas.reserve(counter, count, limit), limit);
  }
}

/** Up to here blocks are taken. */
const farFrom = (limit: number): number => Math.floor(limit * 0.8);

interface Block {
  readonly counter: Counter;
  /** The counter after it was taken. */
  readonly used: number;
  left: number;
  readonly timer: NodeJS.Timeout;
}

function spend(block: Block | undefined, count: number): Reserved | undefined {
  if (!block || block.left < count) return undefined;
  block.left -= count;
  return { ok: true, used: block.used - block.left };
}

/** How much of one counter is reserved at present. */
class Usage {
  block: Block | undefined;
  taking: Promise<void> | undefined;
  /** Since when the counter has been too near to its limit for blocks. */
  private nearSince: number | undefined;
  private since = -Infinity;
  private now = { calls: 0, messages: 0 };
  private before = { calls: 0, messages: 0 };

  note(count: number): void {
    const elapsed = monotonicMs() - this.since;
    if (elapsed >= WINDOW_MS) {
      this.before = elapsed < 2 * WINDOW_MS ? this.now : { calls: 0, messages: 0 };
      this.now = { calls: 0, messages: 0 };
      this.since = monotonicMs();
    }
    this.now.calls += 1;
    this.now.messages += count;
  }

  seen(reserved: Reserved, limit: number): Reserved {
    this.nearSince = reserved.used > farFrom(limit) ? (this.nearSince ?? monotonicMs()) : undefined;
    return reserved;
  }

  /** In how many ms no block of another process is open; blocks are taken as long as the counter is not near. */
  othersEndIn(): number {
    return this.nearSince === undefined ? ALL_ENDED_MS : this.nearSince + ALL_ENDED_MS - monotonicMs();
  }

  /** Messages of the next window; 0 if blocks are not worth their writes. */
  expected(): number {
    const busier = this.now.calls > this.before.calls ? this.now : this.before;
    return busier.calls < BUSY ? 0 : busier.messages;
  }
}
