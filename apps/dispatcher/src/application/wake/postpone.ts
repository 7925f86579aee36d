import type { MessageDocument, WaitsFor } from '#libs/contracts';
import { clock, type Times } from '#libs/kernel';
import { growingWaitMs } from '../../domain/ledger/backoff.ts';
import type { Route } from '../../domain/routing/route.ts';
import { movesOn } from '../../domain/routing/plan-routes.ts';
import { waitsFor } from '../../domain/routing/without-route.ts';
import type { Candidate } from './grant-waiting.ts';
import type { Messages, Queue } from '../ledger/ports.ts';
import type { Router } from '../routing/router.ts';

export interface PostponePorts {
  readonly messages: Messages;
  readonly times: Times;
}

interface Waiting {
  readonly message: MessageDocument;
  readonly waitsFor?: WaitsFor;
  /** Phones may fetch it meanwhile. */
  readonly queue?: Queue;
}

/**
 * For messages without a usable route or key: the longer they wait, the less often they are looked at, up to `capMs`.
 */
export async function backOff(
  ports: PostponePorts,
  waiting: readonly Waiting[],
  capMs = ports.times.graceMs,
): Promise<void> {
  if (waiting.length === 0) return;
  const now = clock.now();
  const youngest = Math.max(
    ...waiting.map(({ message: { send_at, created_at } }) => (send_at ?? created_at).getTime()),
  );
  const limits = { baseMs: ports.times.connectMs / 2, capMs };
  await postpone(ports, waiting, now + growingWaitMs(limits, now - youngest));
}

type TurnPorts = PostponePorts & { readonly router: Pick<Router, 'throttles' | 'factsOf' | 'explain'> };

/**
 * Each gets its turn when the route's rate allows, unless another route may take it before. If its other routes are not
 * healthy now, one of them may be back long before a long pause is over.
 */
export async function awaitTurns(ports: TurnPorts, route: Route, waiting: readonly Candidate[]): Promise<void> {
  if (waiting.length === 0) return;
  const { throttles } = ports.router;
  const now = clock.now();
  const all = await Promise.all(
    waiting.map(async (it) => ({ ...it, waitsFor: await waitsForPause(ports, route, it) })),
  );
  const lookAt = now + ports.times.graceMs;
  const isLong = (throttles.pausedUntil(route.id) ?? now) > lookAt;
  const looking = all.filter(({ waitsFor }) => isLong && waitsFor.routes.length > 1);
  const inLine = all.filter((it) => !looking.includes(it));

  const soonest = now + ports.times.connectMs / 20;
  const until = (at: number, some: typeof all): number =>
    Math.max(soonest, Math.min(at, ...some.map((it) => elsewhereAt(throttles, route, it))));
  if (looking.length > 0) await postpone(ports, looking, until(lookAt, looking));
  if (inLine.length === 0) return;
  const urgent = inLine.every(({ message }) => message.lane === 'urgent');
  let from = 0;
  for (const { count, at } of throttles.turns(route.id, inLine.length, urgent)) {
    const some = inLine.slice(from, (from += count));
    await postpone(ports, some, until(at, some));
  }
}

/** Waits for the route that pauses, and for those that would take it if they were healthy. */
async function waitsForPause({ router }: TurnPorts, { id }: Route, it: Candidate): Promise<WaitsFor> {
  const explanation = router.explain(await router.factsOf(it.message), it.routable);
  const others = waitsFor(explanation, it.preference).routes.filter((other) => other !== id);
  return { reason: 'throttled', routes: [id, ...others] };
}

/** When another route may take it. */
function elsewhereAt(throttles: Router['throttles'], { id }: Route, { routes, routable }: Candidate): number {
  const others = routes.filter((other) => other.id !== id);
  if (others.length === 0) return Infinity;
  const now = clock.now();
  if (!movesOn(routable, now)) return routable.movesOnAt ?? Infinity;
  return Math.min(...others.map((other) => throttles.pausedUntil(other.id) ?? now));
}

/** Still PENDING, but not looked at before `until`, or the deadline of the first of them. */
export async function postpone(
  { messages }: Pick<PostponePorts, 'messages'>,
  waiting: readonly Waiting[],
  until: number,
): Promise<void> {
  const alike = Map.groupBy(
    waiting,
    ({ message, waitsFor, queue }) => `${message.fence} ${JSON.stringify([waitsFor, queue])}`,
  );
  for (const same of alike.values()) {
    const { message, waitsFor, queue } = same[0]!;
    const expected = { status: 'PENDING', fence: message.fence } as const;
    const first = Math.min(...same.map(({ message }) => message.deadline.getTime()));
    const keys = same.map(({ message }) => message._id);
    const wakeAt = new Date(Math.min(until, first));
    await messages.moveFast(keys, expected, 'PENDING', {
      wakeAt,
      ...(waitsFor && { waitsFor }),
      ...(queue && { queue }),
    });
  }
}
