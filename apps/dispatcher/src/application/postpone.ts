import type { MessageDocument, WaitsFor } from '#libs/contracts';
import { clock, type Times } from '#libs/kernel';
import { growingWaitMs } from '../domain/backoff.ts';
import type { Route } from '../domain/route.ts';
import { movesOn } from '../domain/routing.ts';
import type { Candidate } from './grant-waiting.ts';
import type { Messages } from './ports.ts';
import type { Router } from './routing/router.ts';

export interface PostponePorts {
  readonly messages: Messages;
  readonly times: Times;
}

interface Waiting {
  readonly message: MessageDocument;
  readonly waitsFor?: WaitsFor;
}

/** Without a usable route or key: the longer they wait, the less often they are looked at, up to `capMs`. */
export async function setAside(
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

/** Each has its turn when the route's pace allows, unless another route may have it before. */
export async function awaitTurns(
  ports: PostponePorts & { readonly router: Pick<Router, 'throttles'> },
  route: Route,
  waiting: readonly Candidate[],
): Promise<void> {
  if (waiting.length === 0) return;
  const { throttles } = ports.router;
  const soonest = clock.now() + ports.times.connectMs / 20;
  const urgent = waiting.every(({ message }) => message.lane === 'urgent');
  const waitsFor: WaitsFor = { reason: 'throttled', routes: [route.id] };
  let from = 0;
  for (const { count, at } of throttles.turns(route.id, waiting.length, urgent)) {
    const some = waiting.slice(from, (from += count)).map((it) => ({ ...it, waitsFor }));
    const until = Math.min(at, ...some.map((it) => elsewhereAt(throttles, route, it)));
    await postpone(ports, some, Math.max(soonest, until));
  }
}

/** When another route may have it. */
function elsewhereAt(throttles: Router['throttles'], { id }: Route, { routes, routable }: Candidate): number {
  const others = routes.filter((other) => other.id !== id);
  if (others.length === 0) return Infinity;
  const now = clock.now();
  if (!movesOn(routable, now)) return routable.movesOnAt ?? Infinity;
  return Math.min(...others.map((other) => throttles.pausedUntil(other.id) ?? now));
}

/** Still PENDING, but nobody looks before `until`, or the deadline of the first of them. */
export async function postpone(
  { messages }: Pick<PostponePorts, 'messages'>,
  waiting: readonly Waiting[],
  until: number,
): Promise<void> {
  const alike = Map.groupBy(waiting, ({ message, waitsFor }) => `${message.fence} ${JSON.stringify(waitsFor)}`);
  for (const same of alike.values()) {
    const { message, waitsFor } = same[0]!;
    const from = { status: 'PENDING', fence: message.fence } as const;
    const first = Math.min(...same.map(({ message }) => message.deadline.getTime()));
    const keys = same.map(({ message }) => message._id);
    const wakeAt = new Date(Math.min(until, first));
    await messages.moveFast(keys, from, 'PENDING', { wakeAt, ...(waitsFor && { waitsFor }) });
  }
}
