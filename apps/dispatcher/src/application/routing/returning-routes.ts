import { clock } from '#libs/kernel';
import { effective } from '../../domain/routing/breaker.ts';
import type { Route } from '../../domain/routing/route.ts';
import type { Log } from '../ports.ts';
import type { WaitingMessages } from './ports.ts';
import type { RouteTable } from './route-table.ts';

const AT_ONCE = 1_000;
/**
 * After the first time every dispatcher knows that a throttle was lifted; the second is for messages postponed by one
 * that did not know yet.
 */
const AFTER_LIFT_MS = [600, 5_000];

/**
 * Messages that no route takes are looked at less and less often. When a route that would take them is back, codes and
 * alerts are due at once; the others keep their time, and so leave the slots of the ramp to them.
 */
export class ReturningRoutes {
  private usable: ReadonlySet<string> = new Set();
  /** Routes that are back, and for which messages may still wait. */
  private readonly back = new Set<string>();
  /** How often messages that wait for a pause were woken since the throttle was lifted, by route. */
  private readonly lifted = new Map<string, { readonly at: number; readonly times: number }>();

  constructor(
    private readonly table: Pick<RouteTable, 'all'>,
    private readonly waiting: Pick<WaitingMessages, 'wake' | 'wakeThrottled'>,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  /**
   * Runs on one replica at a time; returns whether there may be more at once. A new leader treats every route as one
   * that is back.
   */
  async tick(): Promise<boolean> {
    const more = [await this.wakeReturned(), await this.wakeLifted()];
    return more.includes(true);
  }

  private async wakeReturned(): Promise<boolean> {
    const usable = new Set(this.table.all().flatMap((route) => (isUsable(route) ? route.id : [])));
    for (const id of usable) if (!this.usable.has(id)) this.back.add(id);
    this.usable = usable;
    const back = [...this.back].filter((id) => usable.has(id));
    const woken = await this.waiting.wake(back, AT_ONCE);
    if (woken < AT_ONCE) this.back.clear();
    return woken === AT_ONCE;
  }

  /** Messages of every lane wait for a pause, each for its own turn. */
  private async wakeLifted(): Promise<boolean> {
    const now = clock.now();
    const due = this.table.all().flatMap(({ id, state: { throttleLiftedAt: at } }) => {
      if (at === undefined) return [];
      const times = AFTER_LIFT_MS.filter((ms) => at + ms <= now).length;
      const known = this.lifted.get(id);
      return times > (known?.at === at ? known.times : 0) ? { id, at, times } : [];
    });
    const woken = await this.waiting.wakeThrottled(
      due.map(({ id }) => id),
      AT_ONCE,
    );
    if (woken === AT_ONCE) return true;
    for (const { id, at, times } of due) this.lifted.set(id, { at, times });
    return false;
  }

  /** The route has an adapter again, which only the replicas that missed it know. */
  served({ id }: Route): void {
    this.waiting.wake([id], AT_ONCE).catch((err: unknown) => this.log.warn('waiting.not_woken', { route: id, err }));
  }
}

function isUsable({ enabled, state }: Route): boolean {
  const now = effective(state, clock.now());
  return enabled && (now === 'closed' || now === 'ramp');
}
