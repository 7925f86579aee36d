import type { MessageDocument, WaitsFor } from '#libs/contracts';
import { clock, type Times } from '#libs/kernel';
import { lookAgainAt, othersOf, phoneWeight } from '../../domain/routing/phone-queue.ts';
import { movesOn, orderOf } from '../../domain/routing/plan-routes.ts';
import type { Routable, Route, RoutingFacts } from '../../domain/routing/route.ts';
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
      const facts = await ports.router.factsOf(message);
      const explanation = ports.router.explain(facts, routable, preference);
      const others = othersOf(route, explanation, orderOf(facts, routable), preference);
      const of = { ...waitOf(message), movesOnAt: routable.movesOnAt };
      const until = lookAgainAt(of, { ...others, now, times: ports.times });
      return { message, queue: queueAt(route.id, message), until };
    }),
  );
  for (const [until, some] of Map.groupBy(waiting, (it) => it.until)) await postpone(ports, some, until);
  const fresh = waiting.filter(({ message }) => message.pool !== route.id);
  ports.hints.waiting(route.id, fresh.length);
}

const waitOf = ({ lane, send_at, created_at, deadline }: MessageDocument) => ({
  lane,
  since: (send_at ?? created_at).getTime(),
  deadline: deadline.getTime(),
});

/**
 * Once the wait for phones is over: without those for which the message has waited, of its queue and before it. If no
 * other route is left, it waits for all of them again.
 */
export function withoutWaitedFor(
  { pool, waits_for }: MessageDocument,
  routable: Routable,
  routes: readonly Route[],
): readonly Route[] {
  if (waits_for || !movesOn(routable, clock.now())) return routes;
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
  const alone = { hasOthers: false, goesBack: false, now, times: ports.times };
  const until = ({ message }: Grantable): number => lookAgainAt(waitOf(message), alone);
  for (const [at, some] of Map.groupBy(waiting, until)) await postpone(ports, some, at);
}
