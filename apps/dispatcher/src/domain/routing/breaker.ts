import type { FaultKind, Outcome } from '#libs/contracts';
import type { RandomBelow } from '../ledger/backoff.ts';
import type { RouteState } from './route.ts';

/** How long a route rests after its first opening, at least and at most; each further opening doubles it, up to the cap. */
const REST_MS = { least: 20_000, most: 30_000, cap: 300_000 };
/** An account that is refused is probed again this often. */
const MISCONFIGURED_MS = 300_000;
/** After this time without an opening the next rest is the first again. */
const FORGOTTEN_MS = 600_000;
/** A ramp sends one message at a time, then a tenth of the window, then all. */
const RAMP_MS = { one: 5_000, tenth: 15_000 };
/** How long a prober may take before another takes its place. */
const PROBE_MS = 20_000;

export type Verdict = 'well' | 'failed' | 'misconfigured' | 'nothing';

/** How an attempt counts for its route: undefined if it was refused because of the message, of the rate, or by us. */
export function verdictOf(outcome: Outcome, fault?: FaultKind): Verdict {
  switch (outcome) {
    case 'accepted':
    case 'rejected':
      return 'well';
    case 'unknown':
      return 'failed';
    case 'vendor_fault':
      return fault === 'down' ? 'failed' : fault === 'misconfigured' ? 'misconfigured' : 'nothing';
    case 'throttled':
    case 'not_started':
      return 'nothing';
  }
}

/** Random, so that replicas and routes that failed together do not return together. */
export function restMs(openings: number, randomBelow: RandomBelow, scale = 1): number {
  const first = REST_MS.least + randomBelow(REST_MS.most - REST_MS.least + 1);
  return Math.min(first * 2 ** (Math.max(1, openings) - 1), REST_MS.cap) / scale;
}

export const misconfiguredMs = (scale = 1): number => MISCONFIGURED_MS / scale;
export const probeMs = (scale = 1): number => PROBE_MS / scale;

/** Counts an opening: it is the first again if the route worked for long. */
export const openingsAfter = ({ breaker, openings, since }: RouteState, now: number, scale = 1): number =>
  breaker === 'closed' && now - since > FORGOTTEN_MS / scale ? 1 : openings + 1;

/** The operator's setting takes precedence over the breaker's state while it lasts. */
export function effective(state: RouteState, now: number): 'closed' | 'open' | 'forced_open' | 'ramp' {
  const forced = state.override && state.override.until > now ? state.override.force : undefined;
  if (forced === 'closed') return 'closed';
  return forced === 'open' ? 'forced_open' : state.breaker;
}

/** Whether a ramp has just begun: its first message, which may be lost, should not be a code. */
export const isRampYoung = (state: RouteState, now: number, scale = 1): boolean =>
  (now - state.since) * scale < RAMP_MS.one / 2;

/** How much of its window a ramping route may use: one message by the prober alone, a tenth, and then its ramp is over. */
export function rampStage(state: RouteState, now: number, scale = 1): 'one' | 'tenth' | 'over' {
  const passed = (now - state.since) * scale;
  return passed < RAMP_MS.one ? 'one' : passed < RAMP_MS.tenth ? 'tenth' : 'over';
}

/**
 * Whether a route rests longer than a first rest: it may be probed before its own rest is over if messages wait that no
 * other route takes. For an account that is refused, more frequent probes are useless.
 */
export const mayBeAskedEarly = (
  { breaker, reason, since, openUntil = 0, prober }: RouteState,
  now: number,
  scale = 1,
): boolean =>
  breaker === 'open' &&
  reason !== 'misconfigured' &&
  openUntil > now &&
  since + REST_MS.most / scale <= now &&
  (prober === undefined || prober.until <= now);

/** Whether a replica has to probe the vendor now. */
export const isProbeDue = ({ breaker, openUntil = 0, prober }: RouteState, now: number): boolean =>
  breaker === 'open' && openUntil <= now && (prober === undefined || prober.until <= now);
