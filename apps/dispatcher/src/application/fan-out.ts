import type { RequestDocument } from '#libs/contracts';
import { checkpoint, clock, newHolder, type MessageKey, type Times } from '#libs/kernel';
import type { Flight } from '../domain/flight.ts';
import { acceptedFields, contentOf, keyOf, type PayloadItem } from '../domain/request-payload.ts';
import type { Route } from '../domain/route.ts';
import type { Codec, Messages, NewMessage, Requests } from './ports.ts';
import type { RouteTable } from './route-table.ts';
import type { RouteWindow } from './route-window.ts';
import type { Sender } from './send-granted.ts';

/** Larger requests enter through the feeder alone, so that they cannot take every slot at once. */
const MOST_SENT_DIRECTLY = 100;
const CHUNK = 200;

export interface FanOutPorts {
  readonly requests: Requests;
  readonly messages: Messages;
  readonly codec: Codec;
  readonly routes: RouteTable;
  readonly windowOf: (route: Route) => RouteWindow;
  readonly sender: Sender;
  readonly times: Times;
}

/**
 * Inserts a request's messages. Repeatable: the insert is the claim of a position. While the route has credit they are
 * inserted already SENDING with their first grant, so the intent costs no second write.
 */
export async function fanOut(
  ports: FanOutPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
): Promise<void> {
  await ports.codec.ready(request.tenant);
  const failure = await (items.length > MOST_SENT_DIRECTLY ? insertWaiting : insertAndSend)(ports, request, items);
  checkpoint('dispatcher.fanout.before_end');
  if (failure !== undefined) throw new Error('Not every message is known to be stored.', { cause: failure });
  await ports.requests.fanOutEnded(request._id);
}

/** Like {@link insertAndSend}, answers why not every message is known to be stored. */
async function insertWaiting(
  ports: FanOutPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
): Promise<unknown> {
  let failure: unknown;
  for (let at = 0; at < items.length; at += CHUNK) {
    const chunk = items.slice(at, at + CHUNK).map((item) => waiting(ports, request, item));
    failure ??= (await ports.messages.insert(chunk)).failure;
    checkpoint('dispatcher.fanout.mid_batch');
  }
  return failure;
}

async function insertAndSend(
  ports: FanOutPorts,
  request: RequestDocument,
  items: readonly PayloadItem[],
): Promise<unknown> {
  const now = clock.now();
  const route = request.cancel_at ? undefined : await ports.routes.choose(request.tenant, request.environment);
  const sendable = route ? items.filter((item) => item.deadline > now) : [];
  const window = route && ports.windowOf(route);
  const slots = window && sendable.length > 0 ? window.tryTake(sendable.length, sendable.every(isUrgent)) : 0;

  const direct = new Set(sendable.slice(0, slots));
  const flights = route ? [...direct].map((item) => takeOff(ports, request, item, route, now)) : [];
  let flying = 0;
  try {
    const byKey = new Map<MessageKey, Flight>(flights.map((flight) => [flight.key, flight]));
    const documents = items.map((item) => {
      const flight = byKey.get(keyOf(request, item));
      return flight ? granted(ports, request, item, flight) : waiting(ports, request, item);
    });
    const stored = await ports.messages.insert(documents);
    checkpoint('dispatcher.fanout.after_insert');
    const mine = flights.filter(({ key }) => stored.mine.has(key));
    flying = mine.length;
    ports.sender.send(mine);
    return stored.failure;
  } finally {
    window?.release(slots - flying);
  }
}

const isUrgent = ({ lane }: PayloadItem): boolean => lane === 'urgent';

function takeOff(
  { times }: FanOutPorts,
  request: RequestDocument,
  item: PayloadItem,
  route: Route,
  now: number,
): Flight {
  return {
    key: keyOf(request, item),
    tenant: request.tenant,
    fence: 1,
    attempt: 1,
    holder: newHolder(),
    route,
    category: item.category,
    guarantee: item.guarantee,
    deadline: item.deadline,
    grantedAt: now,
    sendBefore: Math.min(now + times.sendBeforeMs, item.deadline),
    content: contentOf(item),
  };
}

function granted(
  { codec, times }: FanOutPorts,
  request: RequestDocument,
  item: PayloadItem,
  flight: Flight,
): NewMessage {
  return {
    ...acceptedFields(request, item, codec),
    entering: 'SENDING',
    fence: 1,
    attempt: 1,
    route: flight.route.id,
    holder: flight.holder,
    wakeAt: new Date(clock.now() + times.leaseMs),
  };
}

/** Due now: past its deadline or canceled the wake closes it, otherwise it is granted from the queue. */
function waiting({ codec }: FanOutPorts, request: RequestDocument, item: PayloadItem): NewMessage {
  return {
    ...acceptedFields(request, item, codec),
    entering: 'PENDING',
    fence: 0,
    attempt: 0,
    wakeAt: new Date(clock.now()),
  };
}
