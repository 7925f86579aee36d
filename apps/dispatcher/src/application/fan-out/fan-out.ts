import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Explanation, RequestDocument } from '#libs/contracts';
import { checkpoint, clock, newHolder, type RequestKey, type Times } from '#libs/kernel';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { acceptedFields, contentOf, dueAt, keyOf, type PayloadItem } from '../../domain/acceptance/request-payload.ts';
import type { Routable, Route, RoutingFacts } from '../../domain/routing/route.ts';
import { eachStored, Refused } from './each-stored.ts';
import type { FailPorts } from './fail-positions.ts';
import { forPhones, tellPhones, type Queued } from './for-phones.ts';
import type { Inserted, NewMessage } from '../ledger/ports.ts';
import type { PhoneHints } from '../phones/ports.ts';
import { routableItem } from './routable.ts';
import type { UrgentFirstScheduler } from '../scheduling/urgent-first-scheduler.ts';
import { KNOWN_MS } from '../routing/route-table.ts';
import type { Router } from '../routing/router.ts';
import { optedOut, type OptOutCheckPorts } from '../opt-outs/opted-out.ts';
import { payloadOf } from '../ledger/sealed-content.ts';
import { attemptOf } from '../deliver/attempt-of.ts';
import type { Deliveries } from '../deliver/fall-back.ts';

/** Larger requests only enter through the feeder, so that they cannot take every slot at once. */
export const MOST_SENT_DIRECTLY = 100;
const CHUNK = { usual: 200, small: 50 };
/** Other work gets a turn after this many seals. */
const SLICE = 25;

export type FanOutPorts = FailPorts &
  OptOutCheckPorts & {
    readonly router: Router;
    readonly deliveries: Deliveries;
    readonly hints: PhoneHints;
    readonly urgentFirst: UrgentFirstScheduler;
    readonly times: Times;
  };

/**
 * Inserts a request's messages. Repeatable: the insert claims the position. While the route has free slots they are
 * inserted as SENDING with their first grant, so that the intent needs no second write.
 */
export async function fanOut(
  ports: FanOutPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
): Promise<void> {
  await ports.codec.ready(request.tenant);
  const store = items.length > MOST_SENT_DIRECTLY ? insertWaiting : insertAndSend;
  await eachStored(ports, request, items, (some) => store(ports, request, some));
  checkpoint('dispatcher.fanout.before_end');
  ports.requests.fanOutEnded(request._id);
}

/** The content of a stored request; undefined once its last message is inserted. */
export async function readUnfanned(
  { requests, codec }: Pick<FanOutPorts, 'requests' | 'codec'>,
  key: RequestKey,
): Promise<[RequestDocument, PayloadItem[]] | undefined> {
  const request = await requests.byId(key);
  if (!request?.wake_at) return undefined;
  await codec.ready(request.tenant);
  return [request, payloadOf(codec, request)];
}

/** Like {@link insertAndSend}, returns why not every message is known to be stored. */
async function insertWaiting(
  ports: FanOutPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
): Promise<unknown> {
  const facts = await ports.router.factsOf(request);
  const explained = (item: PayloadItem): Placed => {
    const fields = fieldsOf(ports, request, item);
    const routable = routableItem(keyOf(request, item), item, request.created_at);
    const explanation = ports.router.explain(facts, routable);
    return { item, fields, explanation, ...forPhones(ports, request, { item, routable, explanation }, facts) };
  };
  const insert = async (chunk: readonly PayloadItem[]): Promise<Inserted> => {
    const messages: NewMessage[] = [];
    for (const [position, item] of chunk.entries()) {
      if (position % SLICE === 0) await nextTurn();
      messages.push(documentOf(ports, request, explained(item)));
    }
    const stored = await ports.messages.insert(messages);
    tellPhones(ports, messages, stored);
    return stored;
  };
  const urgent = items.some(({ lane }) => lane === 'urgent');
  let failure: unknown;
  for (let at = 0; at < items.length;) {
    const chunk = items.slice(at, at + ports.urgentFirst.pieceOf(urgent, CHUNK));
    at += chunk.length;
    const stored = await ports.urgentFirst.inTurn({ urgent, what: 'store' }, () => insert(chunk));
    failure ??= stored.failure;
    checkpoint('dispatcher.fanout.mid_batch');
  }
  return failure;
}

interface Placed extends Queued {
  readonly item: PayloadItem;
  readonly fields: ReturnType<typeof acceptedFields>;
  readonly explanation: Explanation;
  readonly flight?: InFlightAttempt;
}

async function insertAndSend(
  ports: FanOutPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
): Promise<unknown> {
  const facts = await ports.router.factsOf(request);
  const unwanted = await optedOutSince(ports, request, items);
  const { placed, taken } = place(ports, request, items, { facts, unwanted });
  let flying: readonly InFlightAttempt[] = [];
  try {
    const messages = placed.map((it) => documentOf(ports, request, it));
    const stored = await ports.messages.insert(messages);
    tellPhones(ports, messages, stored);
    checkpoint('dispatcher.fanout.after_insert');
    flying = placed.flatMap(({ flight }) => (flight && stored.mine.has(flight.key) ? flight : []));
    ports.deliveries.send(flying);
    return stored.failure;
  } finally {
    for (const { route, slots } of taken) {
      const used = flying.filter((flight) => flight.route.id === route.id).length;
      ports.router.windowOf(route).release(slots - used);
    }
  }
}

/** Positions whose recipients opted out after they were accepted: stored as waiting, and closed by the wake. */
async function optedOutSince(
  ports: FanOutPorts,
  { tenant, created_at }: RequestDocument,
  items: readonly PayloadItem[],
): Promise<ReadonlySet<PayloadItem>> {
  if (clock.now() - created_at.getTime() <= KNOWN_MS) return new Set();
  const recipients = items.map((item) => ({
    tenant,
    category: item.category,
    answers: item.answers,
    confirms: item.confirms,
    item,
  }));
  const out = await optedOut(ports, recipients, ({ item }) => ports.codec.hash(tenant, item.to));
  return new Set([...out].map(({ item }) => item));
}

/** Takes the free slots, route by route, without waiting for more. */
function place(
  ports: FanOutPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
  { facts, unwanted }: { readonly facts: RoutingFacts; readonly unwanted: ReadonlySet<PayloadItem> },
): { placed: Placed[]; taken: { route: Route; slots: number }[] } {
  const { router, times } = ports;
  const plans = items.map((item) => {
    const fields = fieldsOf(ports, request, item);
    const routable = routableItem(keyOf(request, item), item, request.created_at);
    return { item, fields, routable, explanation: router.explain(facts, routable) };
  });
  const now = clock.now();
  const isDue = (item: PayloadItem): boolean => !item.duplicate_of && item.deadline > now && dueAt(item, now) <= now;
  const sendable = plans.filter(({ item }) => !request.cancel_at && isDue(item) && !unwanted.has(item));
  const taken: { route: Route; slots: number }[] = [];
  const flights = new Map<PayloadItem, InFlightAttempt>();
  for (const [id, group] of Map.groupBy(sendable, ({ explanation: { routes } }) => routes[0])) {
    const route = facts.routes.find((it) => it.id === id);
    if (!route || route.phones) continue;
    const urgent = group.every(({ item }) => item.lane === 'urgent');
    const slots = router.windowOf(route).tryTake(group.length, urgent);
    taken.push({ route, slots });
    for (const { item, routable } of group.slice(0, slots))
      flights.set(item, toAttempt(times, request, item, { route, routable, now }));
  }
  return {
    placed: plans.map((plan) => {
      const { item, fields, explanation } = plan;
      const flight = flights.get(item);
      const queued = !flight && !unwanted.has(item) && forPhones(ports, request, plan, facts);
      return { item, fields, explanation, ...(flight && { flight }), ...queued };
    }),
    taken,
  };
}

function toAttempt(
  times: Times,
  request: RequestDocument,
  item: PayloadItem,
  { route, routable, now }: { route: Route; routable: Routable; now: number },
): InFlightAttempt {
  const message = {
    key: keyOf(request, item),
    tenant: request.tenant,
    environment: request.environment,
    category: item.category,
    guarantee: item.guarantee,
    urgent: item.lane === 'urgent',
    deadline: item.deadline,
    content: contentOf(item),
    routable,
  };
  const first = { fence: 1, attempt: 1, tried: [], refusals: [], onlyHere: false, possibleDuplicate: false };
  return attemptOf(message, { ...first, route, holder: newHolder(), grantedAt: now }, times);
}

/** The key is loaded: an error here would occur at every repetition. */
function fieldsOf({ codec }: FanOutPorts, request: RequestDocument, item: PayloadItem): Placed['fields'] {
  try {
    return acceptedFields(request, item, codec);
  } catch (error) {
    throw (error as Error).name === 'TypeError' ? new Refused(error) : error;
  }
}

/** With a slot it is stored as SENDING: that is its intent. Otherwise it waits, due now or at its `send_at`. */
function documentOf(
  { times }: FanOutPorts,
  request: RequestDocument,
  { item, fields: accepted, explanation, flight, queue, lookAt }: Placed,
): NewMessage {
  const fields = { ...accepted, explanation };
  const now = clock.now();
  if (!flight) {
    const wakeAt = new Date(request.cancel_at ? now : (lookAt ?? dueAt(item, now)));
    return { ...fields, entering: 'PENDING', fence: 0, attempt: 0, wakeAt, ...(queue && { queue }) };
  }
  const wakeAt = new Date(now + times.leaseMs);
  return {
    ...fields,
    entering: 'SENDING',
    fence: 1,
    attempt: 1,
    route: flight.route.id,
    holder: flight.holder,
    wakeAt,
  };
}
