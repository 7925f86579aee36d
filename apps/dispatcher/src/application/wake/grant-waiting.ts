import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessageDocument, WaitsFor } from '#libs/contracts';
import { checkpoint, clock, newHolder, type MessageKey, type Times } from '#libs/kernel';
import type { Preference } from '../../domain/routing/choose-route.ts';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import type { Route } from '../../domain/routing/route.ts';
import { movesOn } from '../../domain/routing/plan-routes.ts';
import { NO_ACCOUNT, waitsFor } from '../../domain/routing/without-route.ts';
import type { Codec, Messages, Queue } from '../ledger/ports.ts';
import type { RouteMetrics } from '../routing/ports.ts';
import { grantedAttempt } from './granted-attempt.ts';
import { queueForPhones, queueOfAway, restForPhones, withoutWaitedFor, type QueuePorts } from './queue-for-phones.ts';
import { stillWanted } from './still-wanted.ts';
import { awaitTurns, postpone, backOff } from './postpone.ts';
import { routableOf } from '../fan-out/routable.ts';
import type { UrgentFirstScheduler } from '../scheduling/urgent-first-scheduler.ts';
import type { Router } from '../routing/router.ts';
import type { OptOutCheckPorts } from '../opt-outs/opted-out.ts';
import { openContent, orUnreadable } from '../ledger/sealed-content.ts';
import type { Deliveries } from '../deliver/fall-back.ts';

/** Other work gets a turn after this many opened messages. */
const SLICE = 25;
/** As many as a wake-up carries, or a fraction of that. */
const GRANT = { usual: 100, small: 25 };

export interface GrantPorts extends OptOutCheckPorts {
  readonly messages: Messages;
  readonly codec: Codec;
  readonly router: Router;
  readonly deliveries: Deliveries;
  readonly urgentFirst: UrgentFirstScheduler;
  readonly hints: QueuePorts['hints'];
  readonly watch: Pick<RouteMetrics, 'overBudget' | 'withoutRoute'>;
  readonly times: Times;
}

export interface Grantable {
  readonly message: MessageDocument;
  /** An earlier attempt may have sent it already. */
  readonly possibleDuplicate: boolean;
  readonly preference: Preference;
}

/** A message with its content, and the routes that are left for it, the best first. */
export interface Candidate extends Grantable, Pick<InFlightAttempt, 'content' | 'routable'> {
  readonly routes: readonly Route[];
  /** When its recipient's opt-out was looked for; ms since the epoch. */
  readonly checkedAt: number;
}

/** No route takes it now. */
type Unroutable = Grantable & {
  readonly routes: readonly [];
  readonly waitsFor: WaitsFor;
  readonly queue?: Queue;
  readonly forPhonesAlone?: boolean;
};

/** A message that need not be looked at again: no route reaches it, or it cannot be read. */
export interface Hopeless {
  readonly unreachable: readonly Grantable[];
  readonly unreadable: readonly Grantable[];
}

/**
 * Grants waiting messages while their routes have slots, and sends the granted ones; the rest is looked at again later.
 * Returns those that have nothing to wait for.
 */
export async function grantWaiting(
  ports: GrantPorts,
  grantables: readonly Grantable[],
  checkedAt = clock.now(),
): Promise<Hopeless> {
  const candidates: (Candidate | Unroutable)[] = [];
  const hopeless = { unreachable: [] as Grantable[], unreadable: [] as Grantable[] };
  for (const [at, it] of grantables.entries()) {
    if (at > 0 && at % SLICE === 0) await nextTurn();
    const candidate = await candidateOf(ports, it, checkedAt);
    if (typeof candidate === 'string') hopeless[candidate].push(it);
    else candidates.push(candidate);
  }
  await grantAll(ports, candidates);
  return hopeless;
}

async function candidateOf(
  { router, codec }: GrantPorts,
  it: Grantable,
  checkedAt: number,
): Promise<Candidate | Unroutable | keyof Hopeless> {
  // Opened first: a message that cannot be read is neither granted nor waits for a route.
  const content = orUnreadable(() => openContent(codec, it.message));
  if (content === 'unreadable') return content;
  const facts = await router.factsOf(it.message);
  if (facts.routes.length === 0) return { ...it, routes: [], waitsFor: NO_ACCOUNT };
  const routable = routableOf(it.message, content);
  const routes = withoutWaitedFor(it.message, routable, router.routesFor(facts, routable, it.preference));
  if (routes.length > 0) return { ...it, content, routable, routes, checkedAt };
  if (router.isUnreachable(facts, routable, it.preference)) return 'unreachable';
  const waits = waitsFor(router.explain(facts, routable), it.preference);
  return { ...it, routes: [], waitsFor: waits, ...queueOfAway(facts, waits, it) };
}

async function grantAll(ports: GrantPorts, candidates: readonly (Candidate | Unroutable)[]): Promise<void> {
  const byRoute = Map.groupBy(candidates, ({ routes: [first] }) => first?.id);
  const without = (byRoute.get(undefined) ?? []) as Unroutable[];
  byRoute.delete(undefined);
  for (const { waitsFor } of without) ports.watch.withoutRoute(waitsFor.reason);
  await backOff(
    ports,
    without.filter(({ forPhonesAlone }) => !forPhonesAlone),
  );
  await restForPhones(
    ports,
    without.filter(({ forPhonesAlone }) => forPhonesAlone),
  );
  const groups = [...byRoute.values()].map((group) => grantOn(ports, group[0]!.routes[0]!, group as Candidate[]));
  for (const end of await Promise.allSettled(groups)) if (end.status === 'rejected') throw end.reason;
}

async function grantOn(ports: GrantPorts, route: Route, group: readonly Candidate[]): Promise<void> {
  if (route.phones) return queueForPhones(ports, route, group);
  const isRepeat = ({ preference }: Candidate): boolean => (preference.attempts.get(route.id) ?? 0) > 0;
  const repeats = group.filter(isRepeat);
  const budget = isUrgent(group) ? 'urgent' : 'others';
  const paid = ports.router.budgets.take(route.id, budget, repeats.length);
  const refused = repeats.slice(paid);
  ports.watch.overBudget(route, refused.length);
  const left = await useWindow(
    ports,
    route,
    group.filter((it) => !refused.includes(it)),
  );
  ports.router.budgets.giveBack(route.id, budget, left.filter(isRepeat).length);
  // Without budget a message takes a route that it has not tried, if there is one.
  const elsewhere = refused.map((it) => ({
    ...it,
    routes: it.routes.filter(({ id }) => !it.preference.attempts.has(id)),
  }));
  await grantAll(
    ports,
    elsewhere.filter(({ routes }) => routes.length > 0),
  );
  const waiting = elsewhere.filter(({ routes }) => routes.length === 0);
  await postpone(ports, waiting, clock.now() + ports.times.connectMs);
}

/**
 * If a route gives no slot in time, the chunk stops waiting, because messages of other routes wait behind it. Returns
 * those that got none.
 */
async function useWindow(ports: GrantPorts, route: Route, group: readonly Candidate[]): Promise<readonly Candidate[]> {
  const withinMs = ports.times.connectMs / 2;
  const urgent = isUrgent(group);
  if (urgent) ports.urgentFirst.claim();
  for (let rest = group; rest.length > 0;) {
    const window = ports.router.windowOf(route);
    const others = rest.map((it) => ({ ...it, routes: it.routes.filter(({ id }) => id !== route.id) }));
    const mayGoElsewhere = ports.router.isRamping(route) && others.every(({ routes }) => routes.length > 0);
    const most = Math.min(rest.length, ports.urgentFirst.pieceOf(urgent, GRANT));
    const isLimited = ports.router.throttles.isLimited(route.id);
    const atOnce = mayGoElsewhere || isLimited;
    const slots = atOnce ? window.tryTake(most, urgent) : await window.acquire(most, { urgent, withinMs });
    if (slots === 0) {
      if (mayGoElsewhere) await grantAll(ports, others);
      else if (isLimited && !window.paused) await passOrAwaitTurn(ports, route, rest);
      else if (window.paused)
        await backOff(
          ports,
          rest.map((it) => ({ ...it, waitsFor: withoutAdapter(route) })),
        );
      else if (window.isStuck) await backOff(ports, rest, urgent ? ports.times.slowMs : undefined);
      else await postpone(ports, rest, clock.now() + withinMs);
      return rest;
    }
    const granted = rest.slice(0, slots);
    await ports.urgentFirst.inTurn({ urgent, what: 'send' }, () => useSlots(ports, route, granted));
    rest = rest.slice(slots);
  }
  return [];
}

/** A wake-up is of one lane. */
const isUrgent = (group: readonly Candidate[]): boolean => group.every(({ message }) => message.lane === 'urgent');

/**
 * For a route that its vendor slows down: messages that may not wait take another route, the others have their turn
 * later.
 */
async function passOrAwaitTurn(ports: GrantPorts, route: Route, waiting: readonly Candidate[]): Promise<void> {
  const now = clock.now();
  const passing = new Map<Candidate, Candidate>();
  for (const it of waiting.filter(({ routable }) => movesOn(routable, now))) {
    const routes = it.routes.filter(
      ({ id }) => id !== route.id && ports.router.throttles.pausedUntil(id) === undefined,
    );
    if (routes.length > 0) passing.set(it, { ...it, routes });
  }
  await grantAll(ports, [...passing.values()]);
  await awaitTurns(
    ports,
    route,
    waiting.filter((it) => !passing.has(it)),
  );
}

const withoutAdapter = ({ id }: Route): WaitsFor => ({ reason: 'no_adapter', routes: [id] });

/** Each grant is sent as soon as it is written: the next write may fail. */
async function useSlots(ports: GrantPorts, route: Route, group: readonly Candidate[]): Promise<void> {
  let unused = group.length;
  try {
    const now = clock.now();
    const open = group.filter(({ message }) => message.deadline.getTime() > now);
    const sendable = await stillWanted(ports, open, now);
    const kinds = Map.groupBy(sendable, (it) => `${it.message.fence} ${it.possibleDuplicate}`);
    for (const same of kinds.values()) {
      const flights = await grant(ports, route, same);
      unused -= flights.length;
      ports.deliveries.send(flights);
    }
  } finally {
    ports.router.windowOf(route).release(unused);
  }
}

/**
 * The grant is the intent: written before any byte, one write per fence; only messages that then have the holder are
 * sent.
 */
async function grant(ports: GrantPorts, route: Route, same: readonly Candidate[]): Promise<InFlightAttempt[]> {
  const now = clock.now();
  const { message, possibleDuplicate } = same[0]!;
  const to = {
    route: route.id,
    holder: newHolder(),
    wakeAt: new Date(now + ports.times.leaseMs),
    possibleDuplicate,
  };
  checkpoint('dispatcher.grant.before_write');
  const keys = same.map((it) => it.message._id);
  const mine = new Set<MessageKey>(await ports.messages.grant(keys, message.fence, to));
  checkpoint('dispatcher.grant.after_write');
  return same
    .filter((it) => mine.has(it.message._id))
    .map((it) => grantedAttempt(ports.times, route, it, { holder: to.holder, grantedAt: now }));
}
