import type { ItemOutcome, MessageStatus, StatusChange, WaitsFor } from '#libs/contracts';
import { clock, type MessageKey } from '#libs/kernel';
import { answerRow, closedRow } from '../../domain/ledger/evidence.ts';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { refusesRecipient } from '../../domain/ledger/refusals.ts';
import { estimateOf } from '../../domain/routing/prices.ts';
import { waitsFor } from '../../domain/routing/without-route.ts';
import { carryOutChange, type ChangePorts } from './carry-out-change.ts';
import { fallBack, refusalsOf, type FallbackPorts } from '../deliver/fall-back.ts';
import type { AttemptPlanner, Plan } from './plan-attempt.ts';
import { reconcileAll } from './reconcile.ts';

export interface Settlement {
  readonly flight: InFlightAttempt;
  readonly outcome: ItemOutcome;
}

interface Planned extends Settlement {
  plan: Plan;
  /** No route takes it now. */
  readonly waitsFor?: WaitsFor;
}

export type SettlePorts = ChangePorts & FallbackPorts & { readonly planner: AttemptPlanner };

/** Writes the adapters' answers: one row each, and one move for all that move in the same way. */
export async function settleBatch(ports: SettlePorts, settlements: readonly Settlement[]): Promise<void> {
  const now = clock.now();
  const planned = settlements.map((it): Planned => ({ ...it, plan: planFor(ports, it, now) }));
  const unreachable = await unreachableAmong(ports, planned);
  for (const it of unreachable) it.plan = { do: 'close', reason: 'TRIES_USED_UP' };
  const rows = planned.flatMap((it) => {
    const { flight, outcome, plan } = it;
    const answer = answerRow(flight, flight.route, outcome, now, estimateOf(flight.route, flight.routable, now));
    if (plan.do !== 'close') return [answer];
    return [answer, closedRow(flight, plan.reason, now, unreachable.has(it) ? refusalsOf(it)[0]!.code : undefined)];
  });

  const keys = planned.map(({ flight }) => flight.key);
  await carryOutChange(ports, { keys, rows, move: (alreadyRecorded) => moveAll(ports, planned, alreadyRecorded) });
}

function planFor({ planner, router }: SettlePorts, { flight, outcome }: Settlement, now: number): Plan {
  const isThrottled = outcome.outcome === 'throttled';
  return planner.afterOutcome(
    flight,
    outcome,
    now,
    isThrottled ? router.throttles.pausedUntil(flight.route.id) : undefined,
  );
}

/** Messages that no route reaches, counting the one that has just answered: they do not wait for their deadline. */
async function unreachableAmong<It extends Planned>(
  { router }: SettlePorts,
  planned: readonly It[],
): Promise<ReadonlySet<It>> {
  const unreachable = new Set<It>();
  for (const it of planned.filter(({ outcome, plan }) => plan.do === 'pending' && refusesRecipient(outcome))) {
    const { flight } = it;
    const only = flight.onlyHere ? { only: flight.route.id } : {};
    const facts = await router.factsOf(flight);
    if (router.isUnreachable(facts, flight.routable, { refusals: refusalsOf(it), ...only })) unreachable.add(it);
  }
  return unreachable;
}

const wantsAnotherRoute = ({ plan }: Planned): boolean => plan.do === 'pending' && plan.route === 'next';

async function moveAll(
  ports: SettlePorts,
  planned: readonly Planned[],
  alreadyRecorded: ReadonlySet<string>,
): Promise<StatusChange[]> {
  // A phone may have told two things about one grant: the one that was written decides.
  const isContested = ({ flight: { agent, key, fence } }: Planned): boolean =>
    agent !== undefined && alreadyRecorded.has(`${key}.${fence}.answer`);
  const sent = planned.filter((it) => it.plan.do === 'sent' && !isContested(it)).map(({ flight }) => flight.key);
  if (sent.length > 0) await ports.messages.promoteStatus(sent, 'SENT');
  const changes: StatusChange[] = sent.map((id) => ({ id, status: 'SENT' as const }));

  const slowly = new Set<MessageKey>();
  // Once its lease is over another replica may have written its silence, which changes the final status.
  const granted = clock.now() - ports.times.leaseMs;
  for (const it of planned) {
    const { flight, plan } = it;
    const isLater = flight.fence > 1 || flight.grantedAt <= granted;
    const closesLater = plan.do === 'close' || (plan.do === 'failed' && isLater);
    if (closesLater || isContested(it) || alreadyRecorded.has(`${flight.key}.${flight.fence}.closed`))
      slowly.add(flight.key);
  }
  const fast = planned.filter(({ flight }) => !slowly.has(flight.key));
  changes.push(...(await failFast(ports, fast, slowly)));
  const { gone, without } = await fallBack(ports, fast.filter(wantsAnotherRoute));
  const soon = clock.now() + ports.times.connectMs / 2;
  const left = fast
    .filter(({ flight }) => !gone.has(flight.key))
    .map((it) => (without.has(it.flight.key) ? dueBy(soon, it) : it));
  await returnFast(ports, await Promise.all(left.map((it) => withWaits(ports, it))), slowly);

  return [...changes, ...(await reconcileAll(ports, [...slowly], alreadyRecorded))];
}

/** It waits for a slot on its next route like all others, and not for its own route to be tried again. */
const dueBy = (at: number, it: Planned): Planned =>
  it.plan.do === 'pending' ? { ...it, plan: { ...it.plan, wakeAt: Math.min(it.plan.wakeAt, at) } } : it;

/** No other route takes it now: the first one that is back shall get it, however long its own rests. */
async function withWaits({ router }: SettlePorts, it: Planned): Promise<Planned> {
  const { flight, outcome, plan } = it;
  if (outcome.outcome === 'throttled' && plan.do === 'pending' && plan.route === 'same')
    return { ...it, waitsFor: { reason: 'throttled', routes: [flight.route.id] } };
  if (!wantsAnotherRoute(it) || flight.onlyHere) return it;
  const refusals = refusalsOf(it);
  const explanation = router.explain(await router.factsOf(flight), flight.routable);
  const isUsable = explanation.routes.some((id) => !refusals.some(({ route }) => route === id));
  return isUsable ? it : { ...it, waitsFor: waitsFor(explanation, { refusals }) };
}

/** Rejected at the first grant, inside its lease: no attempt can be unresolved, so no evidence is read. */
async function failFast(
  ports: SettlePorts,
  fast: readonly Planned[],
  slowly: Set<MessageKey>,
): Promise<StatusChange[]> {
  const keys = fast.filter(({ plan }) => plan.do === 'failed').map(({ flight }) => flight.key);
  if (keys.length === 0) return [];
  const status = 'FAILED' satisfies MessageStatus;
  const matched = await ports.messages.moveFast(keys, { status: 'SENDING', fence: 1 }, status);
  if (matched === keys.length) return keys.map((id) => ({ id, status }));
  keys.forEach((key) => slowly.add(key));
  return [];
}

interface Return {
  readonly keys: MessageKey[];
  readonly fence: number;
  readonly uncount: boolean;
  readonly waitsFor: WaitsFor | undefined;
  wakeAt: number;
}

/** Back to PENDING, in one write for all of one fence that wake at about the same time and wait for the same routes. */
async function returnFast(ports: SettlePorts, fast: readonly Planned[], slowly: Set<MessageKey>): Promise<void> {
  const groups = new Map<string, Return>();
  for (const { flight, plan, waitsFor } of fast) {
    if (plan.do !== 'pending') continue;
    const { fence } = flight;
    const name = `${fence} ${plan.countsAttempt} ${Math.ceil(plan.wakeAt / 250)} ${JSON.stringify(waitsFor)}`;
    const group = groups.get(name) ?? { keys: [], fence, wakeAt: 0, uncount: !plan.countsAttempt, waitsFor };
    group.keys.push(flight.key);
    group.wakeAt = Math.max(group.wakeAt, plan.wakeAt);
    groups.set(name, group);
  }
  for (const { keys, fence, wakeAt, uncount, waitsFor } of groups.values()) {
    const also = { wakeAt: new Date(wakeAt), uncount, ...(waitsFor && { waitsFor }) };
    const matched = await ports.messages.moveFast(keys, { status: 'SENDING', fence }, 'PENDING', also);
    if (matched < keys.length) keys.forEach((key) => slowly.add(key));
  }
}
