import type { Explanation, RequestDocument } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { dueAt, type PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { hasOtherRoutes, lookAgainAt, phoneWeight } from '../../domain/routing/phone-queue.ts';
import type { Routable, RoutingFacts } from '../../domain/routing/route.ts';
import type { Inserted, NewMessage, Queue } from '../ledger/ports.ts';
import type { FanOutPorts } from './fan-out.ts';

/** Where a message waits for phones, and when somebody must look again. */
export interface Queued {
  /** Phones fetch it. */
  readonly queue?: Queue;
  /** With `queue`; ms since the epoch. */
  readonly lookAt?: number;
}

interface Plan {
  readonly item: PayloadItem;
  readonly routable: Routable;
  readonly explanation: Explanation;
}

/** If its first route are phones, it waits there at once. */
export function forPhones(
  { times }: Pick<FanOutPorts, 'times'>,
  { cancel_at }: RequestDocument,
  { item, routable, explanation }: Plan,
  { routes }: RoutingFacts,
): Queued {
  const first = explanation.routes[0];
  const route = first === undefined ? undefined : routes.find(({ id }) => id === first);
  const now = clock.now();
  const isDue = !cancel_at && !item.duplicate_of && item.deadline > now && dueAt(item, now) <= now;
  if (!route?.phones || !isDue) return {};
  const of = { lane: item.lane, movesOnAt: routable.movesOnAt, deadline: item.deadline };
  const hasOthers = hasOtherRoutes(route, explanation);
  return { queue: { pool: route.id, weight: phoneWeight(item) }, lookAt: lookAgainAt(of, { hasOthers, now, times }) };
}

export function tellPhones(
  { hints }: Pick<FanOutPorts, 'hints'>,
  messages: readonly NewMessage[],
  { mine }: Inserted,
): void {
  const queued = messages.filter(({ _id, queue }) => queue && mine.has(_id));
  for (const [pool, some] of Map.groupBy(queued, ({ queue }) => queue!.pool)) hints.waiting(pool, some.length);
}
