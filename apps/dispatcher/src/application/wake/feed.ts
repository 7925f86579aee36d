import { LANES, type Lane } from '#libs/contracts';
import { clock, monotonicMs, tenantOf, type MessageKey, type TenantId, type Times } from '#libs/kernel';
import type { DueMessage, Messages } from '../ledger/ports.ts';
import type { WakeQueue } from './ports.ts';

const CHUNK = 100;
/** The index is read again when this many chunks or fewer wait on the bus, */
const LOW_BACKLOG = 8;
/** and then the queue is filled up to this many. */
const FULL_BACKLOG = 16;
const READ_AHEAD = 2_000;
/** After 5 s without feeding, this replica is no longer the leader; it reports zeros. */
const STALE_MS = 5_000;

interface Queued {
  /** The message's `wake_at` at that read of the index. */
  readonly wakeAt: number;
  readonly queuedAt: number;
}

/** Reads the index once for all lanes, and lets the feeder of each lane fill its own queue. Ids only. */
export class Feeder {
  private readonly lanes: Readonly<Record<Lane, LaneFeeder>>;
  private fedAt = -Infinity;

  constructor(
    private readonly messages: Pick<Messages, 'due'>,
    queue: WakeQueue,
    times: Pick<Times, 'connectMs' | 'leaseMs'>,
  ) {
    const lanes = LANES.map((lane) => [lane, new LaneFeeder(lane, queue, times)]);
    this.lanes = Object.fromEntries(lanes) as Record<Lane, LaneFeeder>;
  }

  backlog(lane: Lane): number {
    return this.isFresh ? this.lanes[lane].lastBacklog : 0;
  }

  lagMs(lane: Lane): number {
    return this.isFresh ? this.lanes[lane].lagMs : 0;
  }

  private get isFresh(): boolean {
    return monotonicMs() - this.fedAt < STALE_MS;
  }

  /** Returns whether there may be more at once. */
  async feed(): Promise<boolean> {
    this.fedAt = monotonicMs();
    const full = await Promise.all(LANES.map((lane) => this.lanes[lane].isFull()));
    const hungry = LANES.filter((_, at) => !full[at]);
    if (hungry.length === 0) return false;
    const due = Map.groupBy(await this.readDue(hungry), ({ lane }) => lane);
    const fed = hungry.map((lane) => this.lanes[lane].feed(due.get(lane) ?? []));
    return (await Promise.all(fed)).includes(true);
  }

  /**
   * The oldest of all lanes; if there are more than one read returns, also the oldest of the lanes that are missing in
   * it.
   */
  private async readDue(lanes: readonly Lane[]): Promise<DueMessage[]> {
    const now = clock.now();
    const limit = READ_AHEAD + lanes.reduce((sum, lane) => sum + this.lanes[lane].onTheirWay, 0);
    const due = await this.messages.due(now, limit, lanes);
    if (due.length < limit) return due;
    const crowding = due.at(-1)!.lane;
    const others = lanes.filter((lane) => lane !== crowding);
    const crowdedOut = await Promise.all(others.map((lane) => this.messages.due(now, READ_AHEAD, [lane])));
    return [...due.filter(({ lane }) => lane === crowding), ...crowdedOut.flat()];
  }
}

/** Fills one lane's queue while its backlog is low, with a chunk of 100 per tenant in turn. */
class LaneFeeder {
  lastBacklog = 0;
  /** When the oldest due message became due. */
  private oldest: number | undefined;
  /** The backlog of the queue in this round; not read for a queue without due messages. */
  private backlog: number | undefined;
  /** Queued messages stay due in the index until a dispatcher has handled them. */
  private queued = new Map<MessageKey, Queued>();

  constructor(
    private readonly lane: Lane,
    private readonly queue: WakeQueue,
    private readonly times: Pick<Times, 'connectMs' | 'leaseMs'>,
  ) {}

  get onTheirWay(): number {
    return this.queued.size;
  }

  get lagMs(): number {
    return this.oldest === undefined ? 0 : Math.max(0, clock.now() - this.oldest);
  }

  /** Whether its index need not be read. */
  async isFull(): Promise<boolean> {
    this.backlog = this.oldest === undefined ? undefined : await this.queue.backlog(this.lane);
    this.lastBacklog = this.backlog ?? 0;
    return this.lastBacklog > LOW_BACKLOG;
  }

  /** `due`: the due messages of the index now. Returns whether there may be more at once. */
  async feed(due: readonly DueMessage[]): Promise<boolean> {
    this.oldest = due.length > 0 ? Math.min(...due.map(({ wakeAt }) => wakeAt)) : undefined;
    if (due.length === 0) {
      this.queued.clear();
      this.lastBacklog = 0;
      return false;
    }
    const backlog = this.backlog ?? (await this.queue.backlog(this.lane));
    this.lastBacklog = backlog;
    if (backlog > LOW_BACKLOG) return false;
    const room = FULL_BACKLOG - backlog;

    this.forgetAllBut(due, backlog);
    const fresh = due.filter(({ key }) => !this.queued.has(key));
    const chunks = inTurn(
      fresh.map(({ key }) => key),
      this.shares(),
    );
    const wakeAt = new Map(fresh.map((it) => [it.key, it.wakeAt]));
    for (const ids of chunks.slice(0, room)) {
      const since = Math.min(...ids.map((key) => wakeAt.get(key)!));
      await this.queue.enqueue(this.lane, { ids, since });
      const queuedAt = clock.now();
      for (const key of ids) this.queued.set(key, { wakeAt: wakeAt.get(key)!, queuedAt });
    }
    return chunks.length > room;
  }

  /**
   * A due message with the same `wakeAt` as when it was queued is still queued. It is queued again when the queue has
   * been empty for a moment, or after a lease: its job was lost, or could not be done.
   */
  private forgetAllBut(due: readonly DueMessage[], backlog: number): void {
    const since = clock.now() - (backlog === 0 ? this.times.connectMs : this.times.leaseMs);
    const onTheirWay = due.flatMap(({ key, wakeAt }) => {
      const queued = this.queued.get(key);
      return queued?.wakeAt === wakeAt && queued.queuedAt > since ? [[key, queued] as const] : [];
    });
    this.queued = new Map(onTheirWay);
  }

  /** How many messages of each tenant are queued. */
  private shares(): Map<TenantId, number> {
    const shares = new Map<TenantId, number>();
    for (const key of this.queued.keys()) shares.set(tenantOf(key), (shares.get(tenantOf(key)) ?? 0) + 1);
    return shares;
  }
}

/**
 * Chunks of up to 100 of one tenant each, the tenants taking turns; the tenant with the fewest queued messages begins.
 */
export function inTurn(keys: readonly MessageKey[], shares: ReadonlyMap<TenantId, number> = new Map()): MessageKey[][] {
  const tenants = [...Map.groupBy(keys, tenantOf)];
  tenants.sort(([one], [other]) => (shares.get(one) ?? 0) - (shares.get(other) ?? 0));
  return takingTurns(tenants.map(([, of]) => slicesOf(of)));
}

const slicesOf = (keys: readonly MessageKey[]): MessageKey[][] =>
  Array.from({ length: Math.ceil(keys.length / CHUNK) }, (_, at) => keys.slice(at * CHUNK, (at + 1) * CHUNK));

/** The first of each line, then the second of each, and so on. */
function takingTurns<T>(lines: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lines.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => lines.flatMap((line) => line.slice(turn, turn + 1))).flat();
}
