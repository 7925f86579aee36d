import type { MessageDocument } from '#libs/contracts';
import { checkpoint, clock, newHolder, type Holder, type MessageKey, type Times } from '#libs/kernel';
import { growingWaitMs } from '../domain/backoff.ts';
import type { Flight } from '../domain/flight.ts';
import type { Route } from '../domain/route.ts';
import type { Codec, Messages } from './ports.ts';
import type { RouteTable } from './route-table.ts';
import type { RouteWindow } from './route-window.ts';
import { openContent } from './sealed-content.ts';
import type { Sender } from './send-granted.ts';

export interface GrantPorts {
  readonly messages: Messages;
  readonly codec: Codec;
  readonly routes: RouteTable;
  readonly windowOf: (route: Route) => RouteWindow;
  readonly sender: Sender;
  readonly times: Times;
}

export interface Grantable {
  readonly message: MessageDocument;
  /** An earlier attempt may have sent it already. */
  readonly possibleDuplicate: boolean;
  /** Where an earlier attempt says which route it takes. */
  readonly route?: { readonly id: string; readonly orAnother: boolean };
}

/** Grants waiting messages while their routes have slots, and sends what was granted; the rest is looked at again later. */
export async function grantWaiting(ports: GrantPorts, grantables: readonly Grantable[]): Promise<void> {
  const byRoute = new Map<string, { route: Route; group: Grantable[] }>();
  const without: Grantable[] = [];
  for (const it of grantables) {
    const route = await routeOf(ports, it);
    if (!route) without.push(it);
    else if (byRoute.has(route.id)) byRoute.get(route.id)!.group.push(it);
    else byRoute.set(route.id, { route, group: [it] });
  }
  await setAside(ports, without);
  const ends = await Promise.allSettled([...byRoute.values()].map(({ route, group }) => grantOn(ports, route, group)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function routeOf({ routes }: GrantPorts, { message, route }: Grantable): Promise<Route | undefined> {
  const given = route && (await routes.byId(route.id));
  if (given || (route && !route.orAnother)) return given;
  return routes.choose(message.tenant, message.environment);
}

/** Without a route, or without an adapter, or unreadable: the longer they wait, the less often they are looked at. */
export async function setAside(
  ports: Pick<GrantPorts, 'messages' | 'times'>,
  waiting: readonly Pick<Grantable, 'message'>[],
): Promise<void> {
  if (waiting.length === 0) return;
  const now = clock.now();
  const youngest = Math.max(...waiting.map(({ message }) => message.created_at.getTime()));
  const limits = { baseMs: ports.times.connectMs / 2, capMs: ports.times.graceMs };
  await postpone(ports, waiting, now + growingWaitMs(limits, now - youngest));
}

/** A route that gives no slot in time is not waited for any longer: other routes' messages come behind this chunk. */
async function grantOn(ports: GrantPorts, route: Route, group: readonly Grantable[]): Promise<void> {
  const window = ports.windowOf(route);
  const withinMs = ports.times.connectMs / 2;
  const urgent = group.every(({ message }) => message.lane === 'urgent');
  for (let rest = group; rest.length > 0;) {
    const slots = await window.acquire(rest.length, { urgent, withinMs });
    if (slots === 0) return window.paused ? setAside(ports, rest) : postpone(ports, rest, clock.now() + withinMs);
    await useSlots(ports, route, rest.slice(0, slots));
    rest = rest.slice(slots);
  }
}

/** Each grant is sent as soon as it is written: the next write may fail. */
async function useSlots(ports: GrantPorts, route: Route, group: readonly Grantable[]): Promise<void> {
  let unused = group.length;
  try {
    const now = clock.now();
    const sendable = group.filter(({ message }) => message.deadline.getTime() > now);
    // Opened before anything is written: what cannot be read must not be granted.
    const readable = sendable.map((it) => ({ ...it, content: openContent(ports.codec, it.message) }));
    const kinds = Map.groupBy(readable, (it) => `${it.message.fence} ${it.possibleDuplicate}`);
    for (const same of kinds.values()) {
      const flights = await grant(ports, route, same);
      unused -= flights.length;
      ports.sender.send(flights);
    }
  } finally {
    ports.windowOf(route).release(unused);
  }
}

type Readable = Grantable & Pick<Flight, 'content'>;

/** The grant is the intent: written before any byte, one write per fence; only what then carries the holder is sent. */
async function grant(ports: GrantPorts, route: Route, same: readonly Readable[]): Promise<Flight[]> {
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
  return same.filter((it) => mine.has(it.message._id)).map((it) => takeOff(ports, route, it, to.holder, now));
}

function takeOff(
  { times }: GrantPorts,
  route: Route,
  { message, content }: Readable,
  holder: Holder,
  now: number,
): Flight {
  const deadline = message.deadline.getTime();
  return {
    key: message._id,
    tenant: message.tenant,
    fence: message.fence + 1,
    attempt: message.attempt + 1,
    holder,
    route,
    category: message.category,
    guarantee: message.guarantee,
    deadline,
    grantedAt: now,
    sendBefore: Math.min(now + times.sendBeforeMs, deadline),
    content,
  };
}

/** Still PENDING, but nobody looks before `until`, or the deadline of the first of them. */
export async function postpone(
  { messages }: Pick<GrantPorts, 'messages'>,
  waiting: readonly Pick<Grantable, 'message'>[],
  until: number,
): Promise<void> {
  for (const [fence, same] of Map.groupBy(waiting, ({ message }) => message.fence)) {
    const first = Math.min(...same.map(({ message }) => message.deadline.getTime()));
    const keys = same.map(({ message }) => message._id);
    const wakeAt = new Date(Math.min(until, first));
    await messages.moveFast(keys, { status: 'PENDING', fence }, 'PENDING', { wakeAt });
  }
}
