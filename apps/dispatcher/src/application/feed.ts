import { LANES, type Lane, type WakeJob } from '#libs/contracts';
import { clock, tenantOf, type MessageKey, type TenantId, type Times } from '#libs/kernel';
import type { DueMessage, Messages, WakeQueue } from './ports.ts';

const CHUNK = 100;
/** The index is read again when so many chunks or fewer wait on the bus, */
const LOW_BACKLOG = 5;
/** and then they are filled up to so many. */
const FULL_BACKLOG = 12;
const READ_AHEAD = 1_000;

interface Queued {
  /** When somebody had to look, as the index said then. */
  readonly wakeAt: number;
  readonly queuedAt: number;
}

/**
 * Tops the queue up from the index while its backlog is low: lanes in turn, the urgent one first, and within a lane one
 * chunk of 100 per tenant in turn. Ids only.
 */
export class Feeder {
  /** What was queued stays due in the index until somebody has looked after it. */
  private queued = new Map<MessageKey, Queued>();

  constructor(
    private readonly messages: Pick<Messages, 'due'>,
    private readonly queue: WakeQueue,
    private readonly times: Pick<Times, 'connectMs' | 'leaseMs'>,
  ) {}

  /** Answers whether there may be more at once. */
  async feed(): Promise<boolean> {
    const backlog = await this.queue.backlog();
    if (backlog > LOW_BACKLOG) return false;
    const room = FULL_BACKLOG - backlog;

    const due = await this.readDue();
    this.forgetAllBut(due, backlog);
    const fresh = due.filter(({ key }) => !this.queued.has(key));
    const jobs = chunksOf(fresh, this.shares());
    const wakeAt = new Map(fresh.map((it) => [it.key, it.wakeAt]));
    for (const { lane, keys } of jobs.slice(0, room)) {
      const job: WakeJob = { lane, ids: [...keys] };
      await this.queue.enqueue(job);
      const queuedAt = clock.now();
      for (const key of keys) this.queued.set(key, { wakeAt: wakeAt.get(key)!, queuedAt });
    }
    return jobs.length > room;
  }

  /** The oldest of all lanes; where they are more than are read at once, also the oldest of the lanes they crowd out. */
  private async readDue(): Promise<DueMessage[]> {
    const now = clock.now();
    const limit = this.queued.size + READ_AHEAD;
    const due = await this.messages.due(now, limit);
    if (due.length < limit) return due;
    const crowding = due.at(-1)!.lane;
    const others = LANES.filter((lane) => lane !== crowding);
    const crowdedOut = await Promise.all(others.map((lane) => this.messages.due(now, READ_AHEAD, lane)));
    return [...due.filter(({ lane }) => lane === crowding), ...crowdedOut.flat()];
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

interface Chunk {
  readonly lane: Lane;
  readonly keys: readonly MessageKey[];
}

function chunksOf(due: readonly DueMessage[], shares: ReadonlyMap<TenantId, number>): Chunk[] {
  const lanes = LANES.map((lane) => {
    const keys = due.flatMap((it) => (it.lane === lane ? [it.key] : []));
    return inTurn(keys, shares).map((ids) => ({ lane, keys: ids }));
  });
  return takingTurns(lanes);
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
