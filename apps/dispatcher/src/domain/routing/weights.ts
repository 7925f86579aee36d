/** A route of a weighted list as health sees it. */
export interface Weighed {
  readonly route: string;
  readonly penalty: number;
  /** When the penalty last changed, ms since the epoch. */
  readonly changedAt: number;
  /** Attempts of the last minute that concern the route, and the share of them that failed. */
  readonly attempts: number;
  readonly failing: number;
  /** Share of messages that were accepted and had no receipt after five minutes; undefined if there are too few. */
  readonly slow?: number | undefined;
  /** When errors or slowness were last found. */
  readonly troubledAt: number;
}

export interface PenaltyChange {
  readonly route: string;
  readonly penalty: number;
  readonly reason: 'errors' | 'slow' | 'quiet';
}

const STEP = 10;
const MOST = 100;
const SLOW_SHARE = 0.15;
const FAILING_SHARE = 0.2;
const FEWEST = 10;
const PAUSE_MS = 60_000;
const QUIET_MS = 15 * 60_000;

/** One late message of a few is not counted. */
export const slowShare = (accepted: number, receipted: number): number | undefined =>
  accepted < FEWEST ? undefined : 1 - receipted / accepted;
export const isFailing = ({ attempts, failing }: Pick<Weighed, 'attempts' | 'failing'>): boolean =>
  attempts >= FEWEST && failing >= FAILING_SHARE;
export const isSlow = ({ slow = 0 }: Pick<Weighed, 'slow'>): boolean => slow >= SLOW_SHARE;

/**
 * The rules of GOV.UK Notify: ten points less for errors, at most once a minute, and for slowness unless all are slow;
 * after fifteen quiet minutes ten points back. `scale` divides the times.
 */
export function penaltyChanges(routes: readonly Weighed[], now: number, scale = 1): PenaltyChange[] {
  const allSlow = routes.every(isSlow);
  return routes.flatMap((it): PenaltyChange[] => {
    const { route, penalty, changedAt, troubledAt } = it;
    const troubled = isFailing(it) ? 'errors' : isSlow(it) && !allSlow ? 'slow' : undefined;
    if (troubled && penalty < MOST && now - changedAt >= PAUSE_MS / scale)
      return [{ route, penalty: Math.min(MOST, penalty + STEP), reason: troubled }];
    const quiet = now - Math.max(changedAt, troubledAt) >= QUIET_MS / scale;
    return !troubled && penalty > 0 && quiet ? [{ route, penalty: Math.max(0, penalty - STEP), reason: 'quiet' }] : [];
  });
}
