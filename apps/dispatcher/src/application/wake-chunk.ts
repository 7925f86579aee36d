import type { MessageDocument } from '#libs/contracts';
import { checkpoint, clock, newHolder, requestKeyOf, type MessageKey, type Times } from '#libs/kernel';
import type { Flight } from '../domain/flight.ts';
import { fold } from '../domain/fold.ts';
import type { Route } from '../domain/route.ts';
import { isClosed } from '../domain/status.ts';
import { closeMessages, type ClosePorts } from './close-messages.ts';
import { endLeases, type LeasePorts } from './end-leases.ts';
import type { Codec, Requests } from './ports.ts';
import type { RouteTable } from './route-table.ts';
import type { RouteWindow } from './route-window.ts';
import type { Sender } from './send-granted.ts';
import { openContent } from './sealed-content.ts';
import { settleSlowly } from './settle-slowly.ts';

export type WakePorts = ClosePorts &
  LeasePorts & {
    readonly requests: Requests;
    readonly codec: Codec;
    readonly routes: RouteTable;
    readonly windowOf: (route: Route) => RouteWindow;
    readonly sender: Sender;
    readonly times: Times;
  };

/** Looks again at messages that are due: grants what waits, ends what is over, closes what may no longer be sent. */
export async function wakeChunk(ports: WakePorts, keys: readonly MessageKey[]): Promise<void> {
  const now = clock.now();
  const due = (await ports.messages.byKeys(keys)).filter(({ wake_at }) => wake_at && wake_at.getTime() <= now);

  for (const tenant of new Set(due.map((it) => it.tenant))) await ports.codec.ready(tenant);

  const over = due.filter(({ status }) => status === 'SENDING');
  if (over.length > 0) await endLeases(ports, over);

  const waiting = due.filter(({ status }) => status === 'PENDING');
  if (waiting.length > 0) await grantAndSend(ports, await grantable(ports, waiting, now));
}

interface Grantable {
  readonly message: MessageDocument;
  /** An earlier attempt may have sent it already. */
  readonly possibleDuplicate: boolean;
}

async function grantable(ports: WakePorts, waiting: readonly MessageDocument[], now: number): Promise<Grantable[]> {
  const canceled = await ports.requests.canceledAmong([...new Set(waiting.map(({ _id }) => requestKeyOf(_id)))]);
  const isCanceled = (it: MessageDocument): boolean => !!it.cancel_at || canceled.has(requestKeyOf(it._id));
  const isLate = (it: MessageDocument): boolean => it.deadline.getTime() <= now;

  await closeMessages(ports, waiting.filter(isCanceled), 'CANCELED_BY_USER');
  await closeMessages(
    ports,
    waiting.filter((it) => !isCanceled(it) && isLate(it)),
    'EXPIRED',
  );
  const open = waiting.filter((it) => !isCanceled(it) && !isLate(it));

  const again = open.filter(({ fence }) => fence > 0);
  const evidence = await ports.evidence.ofMessages(again.map(({ _id }) => _id));
  const result: Grantable[] = open.flatMap((message) =>
    message.fence > 0 ? [] : { message, possibleDuplicate: false },
  );
  for (const message of again) {
    const rows = evidence.get(message._id) ?? [];
    if (isClosed(fold(message, rows).status)) await settleSlowly(ports, message._id);
    else result.push({ message, possibleDuplicate: ports.planner.isUnresolved(rows) });
  }
  return result;
}

async function grantAndSend(ports: WakePorts, grantables: readonly Grantable[]): Promise<void> {
  const byRoute = new Map<Route, Grantable[]>();
  for (const it of grantables) {
    const route = await ports.routes.choose(it.message.tenant, it.message.environment);
    if (route) byRoute.set(route, [...(byRoute.get(route) ?? []), it]);
  }
  for (const [route, group] of byRoute) {
    for (let at = 0; at < group.length;) {
      const slots = await ports.windowOf(route).acquire(group.length - at);
      const flights = await grant(ports, route, group.slice(at, at + slots)).catch((error: unknown) => {
        ports.windowOf(route).release(slots);
        throw error;
      });
      ports.windowOf(route).release(slots - flights.length);
      ports.sender.send(flights);
      at += slots;
    }
  }
}

/** The grant is the intent: written before any byte, one write per fence; only what then carries the holder is sent. */
async function grant(ports: WakePorts, route: Route, group: readonly Grantable[]): Promise<Flight[]> {
  const now = clock.now();
  const sendable = group.filter(({ message }) => message.deadline.getTime() > now);
  const kinds = Map.groupBy(sendable, (it) => `${it.message.fence} ${it.possibleDuplicate}`);
  const flights: Flight[] = [];
  for (const same of kinds.values()) {
    const { message, possibleDuplicate } = same[0]!;
    const holder = newHolder();
    const wakeAt = new Date(now + ports.times.leaseMs);
    const keys = same.map((it) => it.message._id);
    checkpoint('dispatcher.grant.before_write');
    const to = { route: route.id, holder, wakeAt, possibleDuplicate };
    const mine = new Set(await ports.messages.grant(keys, message.fence, to));
    checkpoint('dispatcher.grant.after_write');
    flights.push(...same.filter((it) => mine.has(it.message._id)).map((it) => takeOff(ports, route, it, holder, now)));
  }
  return flights;
}

function takeOff(
  ports: WakePorts,
  route: Route,
  { message }: Grantable,
  holder: Flight['holder'],
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
    sendBefore: Math.min(now + ports.times.sendBeforeMs, deadline),
    content: openContent(ports.codec, message),
  };
}
