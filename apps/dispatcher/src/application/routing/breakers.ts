import type { BreakerReason, BreakerState, CheckAccountReply } from '#libs/contracts';
import { clock, randomBelow } from '#libs/kernel';
import {
  effective,
  isProbeDue,
  mayBeAskedEarly,
  misconfiguredMs,
  openingsAfter,
  probeMs,
  rampStage,
  restMs,
  type Verdict,
} from '../../domain/routing/breaker.ts';
import type { Route } from '../../domain/routing/route.ts';
import type { Log } from '../ports.ts';
import type { RouteMetrics, WaitingMessages } from './ports.ts';
import type { RouteEntry, RouteStates, RouteUpdate } from '../routes/ports.ts';
import { RouteBreaker } from './route-breaker.ts';
import type { RouteTable } from './route-table.ts';

export interface BreakerPorts {
  readonly table: RouteTable;
  readonly states: Pick<RouteStates, 'change'>;
  readonly waiting: Pick<WaitingMessages, 'wanted'>;
  /** A harmless call that only a working vendor answers. */
  readonly check: (route: Route) => Promise<CheckAccountReply>;
  readonly log: Log;
  readonly timeScale: number;
  /** The name of this process. */
  readonly me: string;
  /** Routes whose opening is being written: this process sends nothing more on them. */
  readonly opening: Set<string>;
  readonly moved: RouteMetrics['moved'];
}

const VOLUME = { closed: 10, ramp: 4 } as const;
const BY = 'postrider';

/**
 * One breaker for each route: failures seen by this process open it for all replicas, and one replica probes it until
 * it works again.
 */
export class Breakers {
  private readonly breakers = new Map<string, { breaker: RouteBreaker; volume: number }>();
  /** Routes whose vendor is being probed: one that does not answer delays no other. */
  private readonly asking = new Map<string, Promise<void>>();

  constructor(private readonly ports: BreakerPorts) {}

  /** Once for each attempt. */
  record(of: Route, verdict: Verdict): void {
    const route = this.present(of);
    const state = effective(route.state, clock.now());
    if (verdict === 'misconfigured') return this.open(route, 'misconfigured');
    if (verdict === 'nothing' || state === 'open' || state === 'forced_open') return;
    const isFirst = state === 'ramp' && rampStage(route.state, clock.now(), this.ports.timeScale) === 'one';
    if (isFirst && verdict === 'failed') return this.open(route, 'ramp_failed');
    this.breakerOf(route, state).record(verdict === 'failed');
  }

  /** Handles routes that rest or recover, on one replica at a time. */
  async tick(): Promise<void> {
    const { table, timeScale } = this.ports;
    const now = clock.now();
    const over = table
      .all()
      .filter(({ state }) => state.breaker === 'ramp' && rampStage(state, now, timeScale) === 'over');
    for (const route of await this.toAsk(now)) this.ask(route);
    await Promise.all(
      over.map((route) => this.change(route, 'closed', 'recovered', { openings: route.state.openings })),
    );
  }

  /** Resolves when no probe runs any more. */
  async drain(): Promise<void> {
    await Promise.all(this.asking.values());
    for (const { breaker } of this.breakers.values()) breaker.close();
  }

  /** Routes whose rest is over, and routes with a longer rest for which messages without another route wait. */
  private async toAsk(now: number): Promise<Route[]> {
    const { table, waiting, timeScale } = this.ports;
    const idle = table.all().filter(({ id }) => !this.asking.has(id));
    const resting = idle.filter(({ state }) => mayBeAskedEarly(state, now, timeScale));
    const wanted = await waiting.wanted(resting.map(({ id }) => id));
    return [...idle.filter(({ state }) => isProbeDue(state, now)), ...resting.filter(({ id }) => wanted.has(id))];
  }

  private ask(route: Route): void {
    const asked = this.probe(route)
      .catch((err: unknown) => this.ports.log.warn('route.check_failed', { route: route.id, err }))
      .finally(() => this.asking.delete(route.id));
    this.asking.set(route.id, asked);
  }

  /** One replica probes: the write that names it is the claim. */
  private async probe(route: Route): Promise<void> {
    const { check, log, timeScale, me } = this.ports;
    const prober = { holder: me, until: new Date(clock.now() + probeMs(timeScale)) };
    const isMine = await this.write(route, { prober }, { what: 'probe', reason: 'rest_is_over', by: BY });
    await this.ports.table.refresh(route.tenant);
    if (!isMine) return;
    const claimed = this.present(route);
    const answer = await check(claimed).catch((err: unknown): CheckAccountReply => {
      log.warn('route.check_failed', { route: route.id, err });
      return { ok: false };
    });
    if (answer.ok) await this.change(claimed, 'ramp', 'probe_passed', { prober });
    else await this.rest(claimed, answer.fault === 'misconfigured' ? 'misconfigured' : 'probe_failed');
  }

  private open(route: Route, reason: BreakerReason): void {
    const { log, opening } = this.ports;
    if (opening.has(route.id) || route.state.breaker === 'open') return;
    opening.add(route.id);
    void this.rest(route, reason)
      .catch((err: unknown) => log.warn('route.open_deferred', { route: route.id, err }))
      .finally(() => opening.delete(route.id));
  }

  private async rest(route: Route, reason: BreakerReason): Promise<void> {
    const { timeScale } = this.ports;
    const now = clock.now();
    const openings = openingsAfter(route.state, now, timeScale);
    const forMs = reason === 'misconfigured' ? misconfiguredMs(timeScale) : restMs(openings, randomBelow, timeScale);
    await this.change(route, 'open', reason, { open_until: new Date(now + forMs), openings });
  }

  /** A transition that another replica made first is not repeated. */
  private async change(
    route: Route,
    breaker: BreakerState,
    reason: BreakerReason,
    also: NonNullable<RouteUpdate['state']>,
  ): Promise<void> {
    const { table, log, moved } = this.ports;
    const from = route.state.breaker;
    const set = { breaker, reason, since: new Date(clock.now()), open_until: null, prober: null, ...also };
    const entry = { what: 'breaker', from, to: breaker, reason, by: BY };
    let isMine = await this.write(route, set, entry);
    // Another field of the route may have been changed meanwhile, which also changes its version.
    for (let again = 0; !isMine && again < 3; again++) {
      await table.refresh(route.tenant);
      const present = this.present(route);
      if (present.state.breaker !== from) break;
      isMine = await this.write(present, set, entry);
    }
    if (isMine) {
      moved(route, entry.what, reason);
      log.warn('route.breaker_moved', { route: route.id, breaker, before: entry.from, reason });
    }
    this.breakers.get(route.id)?.breaker.renew();
    await table.refresh(route.tenant);
  }

  private write({ id, state }: Route, set: NonNullable<RouteUpdate['state']>, entry: RouteEntry): Promise<boolean> {
    return this.ports.states.change({ id, version: state.version }, { state: set }, entry);
  }

  private breakerOf(route: Route, state: 'closed' | 'ramp'): RouteBreaker {
    const volume = VOLUME[state];
    const known = this.breakers.get(route.id);
    if (known?.volume === volume) return known.breaker;
    known?.breaker.close();
    const opened = (): void => {
      const present = this.present(route);
      this.open(present, present.state.breaker === 'ramp' ? 'ramp_failed' : 'failures');
    };
    const breaker = new RouteBreaker(opened, { timeScale: this.ports.timeScale, volume });
    this.breakers.set(route.id, { breaker, volume });
    return breaker;
  }

  private present(route: Route): Route {
    return this.ports.table.latest(route.id) ?? route;
  }
}
