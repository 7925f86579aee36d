import type { Category, Explanation, Lane, SkipReason } from '#libs/contracts';
import type { Times } from '#libs/kernel';
import { growingWaitMs } from '../ledger/backoff.ts';
import { NO_PREFERENCE, routesToTry, type Preference } from './choose-route.ts';
import type { Route } from './route.ts';
import { waitsFor } from './without-route.ts';

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
  /** When it was accepted, or was to be sent; ms since the epoch. */
  readonly since: number;
  /** From then on others than urgent ones stop waiting for a slow route; ms since the epoch. */
  readonly movesOnAt?: number | undefined;
  readonly deadline: number;
}

/** Which routes may take a message instead of the phones for which it waits. */
interface Others {
  /** One may, now or when it is back. */
  readonly hasOthers: boolean;
  /** One that comes before these phones is likely to be back soon. */
  readonly goesBack: boolean;
}

interface Around extends Others {
  readonly now: number;
  readonly times: Pick<Times, 'connectMs' | 'slowMs' | 'graceMs'>;
}

/** Routes skipped for these reasons may be back at any moment, and nobody has to do anything for it. */
const RESTING: ReadonlySet<SkipReason> = new Set(['throttled', 'breaker_open', 'no_adapter', 'forced_open']);

/** Deadlines of many messages are looked at together. */
const TOGETHER_MS = 1_000;
/** Of graces: even without another route it is looked at from time to time, because its phones may have been deleted. */
const AT_LEAST_EVERY = 80;

/**
 * When somebody must look again at a message that waits for phones. If another route may take it, an urgent one waits
 * for 10 s, the others for their share of validity; phones that poll fetch it at once. Those that may go back to a route
 * before these phones are looked at meanwhile, less often the longer they wait.
 */
export function lookAgainAt({ lane, since, movesOnAt = 0, deadline }: Waiting, around: Around): number {
  const { hasOthers, goesBack, now, times } = around;
  const longest = AT_LEAST_EVERY * times.graceMs;
  const patient = Math.max(movesOnAt, now + times.graceMs);
  const meanwhile = now + growingWaitMs({ baseMs: times.connectMs / 2, capMs: longest }, now - since);
  const others = goesBack ? Math.min(patient, meanwhile) : patient;
  const until = lane === 'urgent' ? now + 2 * times.slowMs : others;
  return Math.ceil(Math.min(hasOthers ? until : now + longest, deadline) / TOGETHER_MS) * TOGETHER_MS;
}

/** `order`: all routes that are named for the message, the first to be tried first. */
export function othersOf(
  { id }: Pick<Route, 'id'>,
  { routes, skipped }: Pick<Explanation, 'routes' | 'skipped'>,
  order: readonly string[],
  preference: Preference = NO_PREFERENCE,
): Others {
  const isOther = (other: string): boolean => other !== id;
  const resting = skipped.flatMap(({ route, reason }) => (RESTING.has(reason) ? route : []));
  const soon = order.filter((it) => routes.includes(it) || resting.includes(it));
  return {
    hasOthers: routes.some(isOther) || waitsFor({ routes, skipped }, preference).routes.some(isOther),
    goesBack: routesToTry({ routes: soon }, preference)[0] !== id,
  };
}
