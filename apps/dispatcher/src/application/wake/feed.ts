import { LANES, type Lane } from '#libs/contracts';
import { clock, monotonicMs, tenantOf, type MessageKey, type TenantId, type Times } from '#libs/kernel';
import type { DueMessage, Messages } from '../ledger/ports.ts';
import type { WakeQueue } from './ports.ts';

const CHUNK = 100;
/** The index is read again when so many chunks or fewer wait on the bus, */
const LOW_BACKLOG = 8;
/** and then they are filled up to so many. */
const FULL_BACKLOG = 16;
const READ_AHEAD = 2_000;
/** Who has not fed for so long is not the one who feeds. */
const STALE_MS = 5_000;

interface Queued {
  /** When somebody had to look, as the index said then. */
  readonly wakeAt: number;
  readonly queuedAt: number;
}

/** Reads the index once for all lanes, and lets the feeder of each lane top its own queue up. Ids only. */
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

  /** Answers whether there may be more at once. */
  async feed(): Promise<boolean> {
    this.fedAt = monotonicMs();
    const full = await Promise.all(LANES.map((lane) => this.lanes[lane].isFull()));
    const hungry = LANES.filter((_, at) => !full[at]);
    if (hungry.length === 0) return false;
    const due = Map.groupBy(await this.readDue(hungry), ({ lane }) => lane);
    const fed = hungry.map((lane) => this.lanes[lane].feed(due.get(lane) ?? []));
    return (await Promise.all(fed)).includes(true);
  }

  /** The oldest of the lanes; where they are more than are read at once, also the oldest of those they crowd out. */
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

/** Tops one lane's queue up while its backlog is low, with a chunk of 100 per tenant in turn. */
class LaneFeeder {
  lastBacklog = 0;
  /** Since when the oldest that is due has been so. */
  private oldest: number | undefined;
  /** What the queue holds in this round; not asked of a queue that had nothing to do. */
  private backlog: number | undefined;
  /** What was queued stays due in the index until somebody has looked after it. */
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

  /** `due`: what the index says now. Answers whether there may be more at once. */
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
   * What is due as it was when it was queued is still on its way. It is queued again when the queue has been empty for a
   * moment, or after a lease: its job was lost, or could not be done.
   */
  private forgetAllBut(due: readonly DueMessage[], backlog: number): void {
    const since = clock.now() - (backlog === 0 ? this.times.connectMs : this.times.leaseMs);
    const onTheirWay = due.flatMap(({ key, wakeAt }) => {
      const queued = this.queued.get(key);
      return queued?.wakeAt === wakeAt && queued.queuedAt > since ? [[key, queued] as const] : [];
    });
    this.queued = new Map(onTheirWay);
  }

  /** How many messages of each tenant are on their way. */
  private shares(): Map<TenantId, number> {
    const shares = new Map<TenantId, number>();
    for (const key of this.queued.keys()) shares.set(tenantOf(key), (shares.get(tenantOf(key)) ?? 0) + 1);
    return shares;
  }
}

/** Chunks of up to 100 of one tenant each, the tenants taking turns; who has least on its way begins. */
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
