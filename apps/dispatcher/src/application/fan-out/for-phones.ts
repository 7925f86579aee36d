import type { Explanation, RequestDocument } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { dueAt, type PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { lookAgainAt, othersOf, phoneWeight } from '../../domain/routing/phone-queue.ts';
import { orderOf } from '../../domain/routing/plan-routes.ts';
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
  { cancel_at, created_at }: RequestDocument,
  { item, routable, explanation }: Plan,
  facts: RoutingFacts,
): Queued {
  const first = explanation.routes[0];
  const route = first === undefined ? undefined : facts.routes.find(({ id }) => id === first);
  const now = clock.now();
  const isDue = !cancel_at && !item.duplicate_of && item.deadline > now && dueAt(item, now) <= now;
  if (!route?.phones || !isDue) return {};
  const { lane, deadline, send_at: since = created_at.getTime() } = item;
  const others = othersOf(route, explanation, orderOf(facts, routable));
  const lookAt = lookAgainAt({ lane, since, movesOnAt: routable.movesOnAt, deadline }, { ...others, now, times });
  return { queue: { pool: route.id, weight: phoneWeight(item) }, lookAt };
}

export function tellPhones(
  { hints }: Pick<FanOutPorts, 'hints'>,
  messages: readonly NewMessage[],
  { mine }: Inserted,
): void {
  const queued = messages.filter(({ _id, queue }) => queue && mine.has(_id));
  for (const [pool, some] of Map.groupBy(queued, ({ queue }) => queue!.pool)) hints.waiting(pool, some.length);
}
