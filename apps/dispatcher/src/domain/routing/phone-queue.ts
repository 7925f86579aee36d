import type { Category, Explanation, Lane } from '#libs/contracts';
import type { Times } from '#libs/kernel';
import type { Route } from './route.ts';
import { waitsFor } from './without-route.ts';
import type { Preference } from './choose-route.ts';

const DEFAULT_PRIORITY = 5;
const WEIGHT_OF: Readonly<Record<Category, number>> = { otp: 8, alert: 7, reminder: 5, general: 4, marketing: 2 };

/** Higher goes first at phones: the priority that was given, else by category. */
export const phoneWeight = ({
  priority,
  category,
}: {
  readonly priority: number;
  readonly category: Category;
}): number => (priority === DEFAULT_PRIORITY ? WEIGHT_OF[category] : priority);

interface Waiting {
  readonly lane: Lane;
  /** From then on others than urgent ones stop waiting for a slow route; ms since the epoch. */
  readonly movesOnAt?: number | undefined;
  readonly deadline: number;
}

interface Around {
  /** Whether another route may take it, now or when it is back. */
  readonly hasOthers: boolean;
  readonly now: number;
  readonly times: Pick<Times, 'slowMs' | 'graceMs'>;
}

/** Deadlines of many messages are looked at together. */
const TOGETHER_MS = 1_000;
/** Of graces: even without another route it is looked at from time to time, because its phones may have been deleted. */
const AT_LEAST_EVERY = 80;

/**
 * When somebody must look again at a message that waits for phones. If another route may take it, an urgent one waits
 * for 10 s, the others for their share of validity; phones that poll fetch it at once.
 */
export function lookAgainAt({ lane, movesOnAt = 0, deadline }: Waiting, { hasOthers, now, times }: Around): number {
  const patient = Math.max(movesOnAt, now + times.graceMs);
  const until = lane === 'urgent' ? now + 2 * times.slowMs : patient;
  const rest = hasOthers ? until : now + AT_LEAST_EVERY * times.graceMs;
  return Math.ceil(Math.min(rest, deadline) / TOGETHER_MS) * TOGETHER_MS;
}

/** Whether another route than this one may take the message, now or when it is back. */
export const hasOtherRoutes = (
  { id }: Pick<Route, 'id'>,
  explanation: Pick<Explanation, 'routes' | 'skipped'>,
  preference?: Pick<Preference, 'only' | 'refusals'>,
): boolean =>
  explanation.routes.some((other) => other !== id) ||
  waitsFor(explanation, preference).routes.some((other) => other !== id);
