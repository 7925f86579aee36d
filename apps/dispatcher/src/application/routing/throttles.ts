import type { ItemOutcome } from '#libs/contracts';
import { clock, randomBelow } from '#libs/kernel';
import type { Route } from '../../domain/routing/route.ts';
import { cut, isOver, isThrottled, toldOf, worthSharing, type Pace } from '../../domain/routing/throttle.ts';
import type { Log } from '../ports.ts';
import type { RouteMetrics } from './ports.ts';
import type { RouteStates } from '../routes/ports.ts';
import { PacedLine, type Turn } from './paced-line.ts';
import type { RouteTable } from './route-table.ts';
import type { Gate } from './route-window.ts';

export interface ThrottlePorts {
  readonly table: RouteTable;
  readonly states: Pick<RouteStates, 'change'>;
  readonly moved: RouteMetrics['moved'];
  readonly log: Log;
  readonly timeScale: number;
}

interface Known {
  readonly line: PacedLine;
  pace?: Pace;
  /** The end of the shared pause that this process took over. */
  heard: number;
  readonly begun: { at: number; count: number; before: number };
}

const SECOND_MS = 1_000;

/**
 * How fast each route may be used in this process. A throttled answer counts at once; it is shared through the route's
 * document if other replicas need to know it.
 */
export class Throttles {
  private readonly routes = new Map<string, Known>();
  private readonly limited = new Set<string>();
  private readonly sharing = new Set<string>();

  constructor(private readonly ports: ThrottlePorts) {}

  began({ id }: Route, count: number): void {
    const { begun } = this.known(id);
    turnOver(begun, clock.now());
    begun.count += count;
  }

  ended(route: Route, { outcome, retry_after_ms: askedMs }: ItemOutcome, ms: number): void {
    const known = this.routes.get(route.id);
    if (outcome !== 'throttled') {
      if (outcome === 'accepted' && known?.pace?.rounds && clock.now() - ms > known.pace.cutAt)
        known.pace = { ...known.pace, rounds: 0 };
      return;
    }
    const now = clock.now();
    if (now - ms <= this.liftedAt(route.id)) return;
    const lately = this.lately(route.id, now);
    const at = { now, begunAt: now - ms, askedMs, lately, randomBelow, scale: this.ports.timeScale };
    this.limit(route.id, cut(this.paceOf(route.id), at));
    this.share(route);
  }

  /** When a route's pause ends; undefined if it does not pause. */
  pausedUntil(id: string): number | undefined {
    const pace = this.paceOf(id);
    return pace && pace.until > clock.now() ? pace.until : undefined;
  }

  isLimited(id: string): boolean {
    return this.paceOf(id) !== undefined;
  }

  /** How many messages may begin on the route now, apart from its slots. */
  gateOf(id: string): Gate {
    return {
      left: (urgent) => {
        const pace = this.paceOf(id);
        return pace ? this.known(id).line.left(pace, urgent) : Infinity;
      },
      spend: (count) => {
        const pace = this.paceOf(id);
        if (pace) this.known(id).line.spend(pace, count);
      },
    };
  }

  /** When messages without a slot are looked at again, and how many at a time. */
  turns(id: string, count: number, urgent: boolean): readonly Turn[] {
    const pace = this.paceOf(id);
    return pace ? this.known(id).line.turns(pace, count, urgent) : [{ count, at: clock.now() }];
  }

  private paceOf(id: string): Pace | undefined {
    const now = clock.now();
    this.lift(id);
    this.hear(id, now);
    if (!this.limited.has(id)) return undefined;
    const { pace } = this.known(id);
    if (pace && !isOver(pace, now, this.ports.timeScale)) return pace;
    this.free(id);
    return undefined;
  }

  /** Throttles from before the lift no longer count. */
  private lift(id: string): void {
    const known = this.routes.get(id);
    if (!known?.pace || known.pace.cutAt > this.liftedAt(id)) return;
    known.heard = 0;
    this.free(id);
  }

  private liftedAt(id: string): number {
    return this.ports.table.latest(id)?.state.throttleLiftedAt ?? 0;
  }

  private free(id: string): void {
    delete this.known(id).pace;
    this.limited.delete(id);
  }

  /** A pause of another dispatcher counts once; one that is over still means that the rate must grow again. */
  private hear(id: string, now: number): void {
    const shared = this.ports.table.latest(id)?.state.throttle;
    const scale = this.ports.timeScale;
    if (!isThrottled(shared, now, scale) || shared.until <= (this.routes.get(id)?.heard ?? 0)) return;
    const known = this.known(id);
    known.heard = shared.until;
    if (known.pace && shared.until <= now) return;
    this.limit(id, toldOf(known.pace, { until: shared.until, now, lately: this.lately(id, now), scale }));
  }

  private limit(id: string, pace: Pace): void {
    const known = this.known(id);
    if (known.pace?.cutAt !== pace.cutAt) known.line.restart();
    known.pace = pace;
    this.limited.add(id);
  }

  private share(route: Route): void {
    if (this.sharing.has(route.id)) return;
    this.sharing.add(route.id);
    void this.tellOthers(route)
      .catch((err: unknown) => this.ports.log.warn('route.throttle_not_shared', { route: route.id, err }))
      .finally(() => this.sharing.delete(route.id));
  }

  /** A pause that another dispatcher has shared meanwhile is not shared again. */
  private async tellOthers(of: Route): Promise<void> {
    const { table, states, timeScale, moved, log } = this.ports;
    for (let again = 0; again < 3; again++) {
      const route = table.latest(of.id) ?? of;
      const pace = this.paceOf(of.id);
      const before = route.state.throttle;
      const throttle = pace && worthSharing(before, pace.until, clock.now(), timeScale);
      if (!throttle) return;
      const stored = { since: new Date(throttle.since), until: new Date(throttle.until) };
      const reason = before?.since === throttle.since ? 'longer' : 'throttled';
      const entry = { what: 'throttle', to: stored.until.toISOString(), reason, by: 'postrider' };
      this.known(of.id).heard = Math.max(throttle.until, this.known(of.id).heard);
      const isMine = await states.change(
        { id: of.id, version: route.state.version },
        { state: { throttle: stored } },
        entry,
      );
      await table.refresh(route.tenant);
      if (!isMine) continue;
      moved(route, 'throttle', reason);
      return log.warn('route.throttled', { route: of.id, until: entry.to, reason });
    }
  }

  private lately(id: string, now: number): number {
    const { begun } = this.known(id);
    turnOver(begun, now);
    return Math.max(begun.count, begun.before);
  }

  private known(id: string): Known {
    const known = this.routes.get(id) ?? {
      line: new PacedLine(this.ports.timeScale),
      heard: 0,
      begun: { at: 0, count: 0, before: 0 },
    };
    this.routes.set(id, known);
    return known;
  }
}

/** Counts by whole seconds: the present one and the one before. */
function turnOver(begun: Known['begun'], now: number): void {
  const second = Math.floor(now / SECOND_MS);
  if (second === begun.at) return;
  begun.before = second === begun.at + 1 ? begun.count : 0;
  begun.count = 0;
  begun.at = second;
}
