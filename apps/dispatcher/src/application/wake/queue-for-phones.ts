import type { MessageDocument, WaitsFor } from '#libs/contracts';
import { clock, type Times } from '#libs/kernel';
import { hasOtherRoutes, lookAgainAt, phoneWeight } from '../../domain/routing/phone-queue.ts';
import type { Route, RoutingFacts } from '../../domain/routing/route.ts';
import type { Messages, Queue } from '../ledger/ports.ts';
import type { PhoneHints } from '../phones/ports.ts';
import type { Router } from '../routing/router.ts';
import type { Candidate, Grantable } from './grant-waiting.ts';
import { postpone } from './postpone.ts';

export interface QueuePorts {
  readonly messages: Messages;
  readonly router: Pick<Router, 'factsOf' | 'explain'>;
  readonly hints: PhoneHints;
  readonly times: Times;
}

/** Messages whose first route are phones wait there until a phone fetches them, or until they move on. */
export async function queueForPhones(ports: QueuePorts, route: Route, group: readonly Candidate[]): Promise<void> {
  const now = clock.now();
  const waiting = await Promise.all(
    group.map(async (it) => {
      const { message, routable, preference } = it;
      const explanation = ports.router.explain(await ports.router.factsOf(message), routable, preference);
      const hasOthers = hasOtherRoutes(route, explanation, preference);
      const { lane, deadline } = message;
      const of = { lane, movesOnAt: routable.movesOnAt, deadline: deadline.getTime() };
      const until = lookAgainAt(of, { hasOthers, now, times: ports.times });
      return { message, queue: queueAt(route.id, message), until };
    }),
  );
  for (const [until, some] of Map.groupBy(waiting, (it) => it.until)) await postpone(ports, some, until);
  ports.hints.waiting(route.id, waiting.length);
}

/**
 * Without the phones for which the message has waited: those of its queue, and those before them. If no other route is
 * left, it waits for all of them again.
 */
export function withoutWaitedFor({ pool, waits_for }: MessageDocument, routes: readonly Route[]): readonly Route[] {
  if (waits_for) return routes;
  const last = routes.findIndex(({ id }) => id === pool);
  const left = routes.filter(({ phones }, at) => at > last || !phones);
  return left.length > 0 ? left : routes;
}

/** Where a message waits whose phones are all away: they fetch it as soon as one is back. */
export function queueOfAway(
  { routes }: RoutingFacts,
  waitsFor: WaitsFor,
  { message }: Grantable,
): { readonly queue?: Queue; readonly forPhonesAlone: boolean } {
  const waited = waitsFor.routes.flatMap((id) => routes.find((route) => route.id === id) ?? []);
  const first = waited.find(({ phones }) => phones !== undefined);
  if (!first) return { forPhonesAlone: false };
  return { queue: queueAt(first.id, message), forPhonesAlone: waited.every(({ phones }) => phones !== undefined) };
}

const queueAt = (pool: string, message: Parameters<typeof phoneWeight>[0]): Queue => ({
  pool,
  weight: phoneWeight(message),
});

/** Messages that wait for phones alone are not looked at until then. */
export async function restForPhones(
  ports: Pick<QueuePorts, 'messages' | 'times'>,
  waiting: readonly (Grantable & { readonly waitsFor: WaitsFor; readonly queue?: Queue })[],
): Promise<void> {
  const now = clock.now();
  const until = ({ message: { lane, deadline } }: Grantable): number =>
    lookAgainAt({ lane, deadline: deadline.getTime() }, { hasOthers: false, now, times: ports.times });
  for (const [at, some] of Map.groupBy(waiting, until)) await postpone(ports, some, at);
}
