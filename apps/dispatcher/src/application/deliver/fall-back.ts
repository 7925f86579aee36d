import type { ItemOutcome } from '#libs/contracts';
import { checkpoint, clock, newHolder, requestKeyOf, type MessageKey, type Times } from '#libs/kernel';
import { attemptOf } from './attempt-of.ts';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { refusalOf, refusesRecipient, type Refusal } from '../../domain/ledger/refusals.ts';
import type { Route } from '../../domain/routing/route.ts';
import type { Plan } from '../ledger/plan-attempt.ts';
import type { Codec, GrantedTo, Messages } from '../ledger/ports.ts';
import { optedOut, type OptOutCheckPorts } from '../opt-outs/opted-out.ts';
import type { Requests } from '../accept/ports.ts';
import type { Router } from '../routing/router.ts';

/** Receives granted messages. */
export interface Deliveries {
  send(flights: readonly InFlightAttempt[]): void;
}

export interface FallbackPorts extends OptOutCheckPorts {
  readonly messages: Messages;
  readonly requests: Pick<Requests, 'canceledAmong'>;
  readonly codec: Pick<Codec, 'hash'>;
  readonly router: Router;
  readonly deliveries: Deliveries;
  readonly watch: { fellBack(from: Route, to: Route, count: number): void };
  readonly times: Pick<Times, 'connectMs' | 'leaseMs' | 'sendBeforeMs'>;
  readonly stopping: AbortSignal;
}

interface Leaving {
  readonly flight: InFlightAttempt;
  readonly outcome: ItemOutcome;
  readonly plan: Plan;
}

/** Routes that cannot reach the recipient, including the one that has just answered. */
export const refusalsOf = ({ flight, outcome }: Pick<Leaving, 'flight' | 'outcome'>): readonly Refusal[] =>
  refusesRecipient(outcome) ? [...flight.refusals, refusalOf(flight.route.id, outcome)] : flight.refusals;

export interface Left {
  readonly gone: ReadonlySet<MessageKey>;
  /** Messages whose next route had no free slot. */
  readonly without: ReadonlySet<MessageKey>;
}

/**
 * If a route provably did not send, its messages try the next route in the same step: one move from grant to grant,
 * with status, fence and cancel in its filter. Messages that did not move wait.
 */
export async function fallBack(ports: FallbackPorts, leaving: readonly Leaving[]): Promise<Left> {
  const gone = new Set<MessageKey>();
  const without = new Set<MessageKey>();
  if (leaving.length === 0 || ports.stopping.aborted) return { gone, without };
  const open = await stillWanted(ports, leaving);
  const ways = await Promise.all(open.map(async (it) => ({ ...it, route: await nextRoute(ports, it.flight) })));
  for (const { flight } of ways.filter(isForPhones)) without.add(flight.key);
  const byMove = Map.groupBy(
    ways.filter((it) => !isForPhones(it)),
    ({ flight, plan, route }) => moveName(flight, plan, route),
  );
  byMove.delete(undefined);
  for (const group of byMove.values()) {
    for (const key of await take(ports, group as Way[])) gone.add(key);
    for (const { flight } of group) if (!gone.has(flight.key)) without.add(flight.key);
  }
  return { gone, without };
}

interface Way extends Leaving {
  readonly route: Route;
}

async function stillWanted(ports: FallbackPorts, leaving: readonly Leaving[]): Promise<readonly Leaving[]> {
  const now = clock.now();
  const flights = leaving.map(({ flight }) => flight);
  const [canceled, out] = await Promise.all([
    ports.requests.canceledAmong([...new Set(flights.map(({ key }) => requestKeyOf(key)))]),
    optedOut(ports, flights, ({ tenant, content }) => ports.codec.hash(tenant, content.to)),
  ]);
  return leaving.filter(
    ({ flight }) => flight.deadline > now && !canceled.has(requestKeyOf(flight.key)) && !out.has(flight),
  );
}

async function nextRoute({ router }: FallbackPorts, flight: InFlightAttempt): Promise<Route | undefined> {
  if (flight.onlyHere) return undefined;
  const facts = await router.factsOf(flight);
  const left = new Map([flight.route.id, ...flight.tried].map((id) => [id, 1]));
  const preference = { attempts: left, refusals: flight.refusals };
  return router.routesFor(facts, flight.routable, preference).find(({ id }) => !left.has(id));
}

const moveName = ({ fence }: InFlightAttempt, plan: Plan, route: Route | undefined): string | undefined =>
  route && `${fence} ${route.id} ${plan.do === 'pending' && plan.countsAttempt}`;

/** Phones fetch their messages: such a message waits there. */
const isForPhones = ({ route }: { readonly route: Route | undefined }): boolean => route?.phones !== undefined;

/** Messages without a slot on the next route wait for one like all others. */
async function take(ports: FallbackPorts, group: readonly Way[]): Promise<readonly MessageKey[]> {
  const { route, flight: first, plan } = group[0]!;
  const window = ports.router.windowOf(route);
  const slots = window.tryTake(
    group.length,
    group.every(({ flight }) => flight.urgent),
  );
  const going = group.slice(0, slots);
  let flying: readonly InFlightAttempt[] = [];
  try {
    if (going.length === 0) return [];
    const now = clock.now();
    const counts = plan.do === 'pending' && plan.countsAttempt;
    const to = { route: route.id, holder: newHolder(), wakeAt: new Date(now + ports.times.leaseMs), counts };
    checkpoint('dispatcher.fallback.before_move');
    const keys = going.map(({ flight }) => flight.key);
    const mine = new Set(await ports.messages.regrant(keys, first.fence, to));
    checkpoint('dispatcher.fallback.after_move');
    flying = going.filter(({ flight }) => mine.has(flight.key)).map((it) => onwards(ports, it, route, to, now));
    ports.watch.fellBack(first.route, route, flying.length);
    ports.deliveries.send(flying);
    return flying.map(({ key }) => key);
  } finally {
    window.release(slots - flying.length);
  }
}

function onwards(
  { times }: FallbackPorts,
  leaving: Leaving,
  route: Route,
  { holder, counts }: Pick<GrantedTo, 'holder'> & { readonly counts: boolean },
  now: number,
): InFlightAttempt {
  const { flight } = leaving;
  const grant = {
    fence: flight.fence + 1,
    attempt: flight.attempt + (counts ? 1 : 0),
    holder,
    route,
    grantedAt: now,
    tried: [...flight.tried, flight.route.id],
    refusals: refusalsOf(leaving),
    onlyHere: flight.onlyHere,
    possibleDuplicate: flight.possibleDuplicate,
  };
  return attemptOf(flight, grant, times);
}
