import type { Category, Guarantee, Outcome } from '#libs/contracts';
import {
  afterOutcome,
  MAX_ATTEMPTS,
  silenceDecision,
  type EndedAttempt,
  type SilentGrant,
  type Wait,
} from './attempt-plan.ts';

const NOW = 1_000_000;
const FAR = NOW + 86_400_000;
const RETRIED: readonly Outcome[] = ['vendor_fault', 'throttled', 'not_started'];

const ended = (facts: Partial<EndedAttempt> & { outcome: Outcome }): EndedAttempt => ({
  attempt: 1,
  refusals: 0,
  category: 'general',
  guarantee: 'at_most_once',
  fence: 1,
  lookAgainMs: 45_000,
  now: NOW,
  deadline: FAR,
  cancelled: false,
  randomBelow: (below) => below - 1,
  ...facts,
});

const silent = (facts: Partial<SilentGrant> = {}): SilentGrant => ({
  attempt: 1,
  refusals: 0,
  category: 'alert',
  guarantee: 'at_least_once',
  now: NOW,
  graceEndsAt: NOW + 15_000,
  deadline: FAR,
  cancelled: false,
  possibleDuplicate: false,
  ...facts,
});

describe('an outcome', () => {
  test.each([
    ['accepted', 'sent'],
    ['rejected', 'failed'],
    ['unknown', 'wait'],
  ] as const)('%s: %s, whatever else is true', (outcome, expected) => {
    const late = { attempt: 9, cancelled: true, deadline: NOW - 1 };

    expect(afterOutcome(ended({ outcome }))).toEqual({ do: expected });
    expect(afterOutcome(ended({ outcome, ...late }))).toEqual({ do: expected });
  });

  test.each([
    ['down', 'otp', 500],
    ['down', 'general', 5_000],
    ['request', 'general', 5_000],
    ['recipient', 'general', 5_000],
    ['misconfigured', 'otp', 45_000],
    ['misconfigured', 'general', 45_000],
  ] as const)('vendor_fault %s of %s: the next route at once, or again within %d ms', (fault, category, ms) => {
    expect(afterOutcome(ended({ outcome: 'vendor_fault', fault, category }))).toEqual({
      do: 'pending',
      wakeAt: NOW + ms,
      countsAttempt: true,
      route: 'next',
      possibleDuplicate: false,
    });
  });

  test('a phone alone that has no coverage is tried again after 45 s, and then after three minutes', () => {
    const away = { outcome: 'vendor_fault', fault: 'down', byOnePhone: true } as const;
    const waits = [1, 2].map((attempt) => (afterOutcome(ended({ ...away, attempt })) as Wait).wakeAt - NOW);

    expect(waits).toEqual([45_000, 180_000]);
    expect(afterOutcome(ended({ ...away, attempt: 3 }))).toEqual({ do: 'close', reason: 'TRIES_USED_UP' });
  });

  test('without an adapter there was no attempt: the next route at once, or again less and less often', () => {
    const withoutAdapter = { outcome: 'vendor_fault', fault: 'no_adapter', attempt: MAX_ATTEMPTS } as const;
    const first = afterOutcome(ended({ ...withoutAdapter, fence: 1 }));
    const third = afterOutcome(ended({ ...withoutAdapter, fence: 3 }));

    expect(first).toMatchObject({ do: 'pending', route: 'next', countsAttempt: false });
    expect((third as Wait).wakeAt - NOW).toBe(4 * ((first as Wait).wakeAt - NOW));
  });

  test('a message that waits for a route is looked at every 45 seconds at least, however often it was granted', () => {
    expect(afterOutcome(ended({ outcome: 'vendor_fault', fault: 'no_adapter', fence: 9 }))).toMatchObject({
      wakeAt: NOW + 45_000,
    });
  });

  test('the back-off after a fault doubles with every attempt', () => {
    const decision = afterOutcome(ended({ outcome: 'vendor_fault', fault: 'down', attempt: 2, fence: 7 }));

    expect(decision).toMatchObject({ wakeAt: NOW + 10_000 });
  });

  test.each<[Category, number, 'same' | 'next']>([
    ['otp', 500, 'next'],
    ['alert', 5_000, 'next'],
    ['reminder', 30_000, 'same'],
    ['general', 30_000, 'same'],
    ['marketing', 30_000, 'same'],
  ])('throttled %s: waits %d ms for the %s route, and no attempt is counted', (category, ms, route) => {
    expect(afterOutcome(ended({ outcome: 'throttled', category, pausedUntil: NOW + 30_000 }))).toEqual({
      do: 'pending',
      wakeAt: NOW + ms,
      countsAttempt: false,
      route,
      possibleDuplicate: false,
    });
  });

  test.each([
    [NOW + 3_600_000, undefined, 3_600_000, 'same'],
    [NOW + 3_600_000, NOW + 60_000, 60_000, 'same'],
    [NOW + 30_000, NOW + 60_000, 30_000, 'same'],
    [NOW + 3_600_000, NOW, 20_000, 'next'],
    [NOW + 3_600_000, NOW - 60_000, 20_000, 'next'],
    [NOW + 10_000, NOW, 10_000, 'next'],
    [undefined, NOW + 60_000, 20_000, 'same'],
  ])('throttled until %s, and free for other routes at %s: waits %d ms', (pausedUntil, movesOnAt, ms, route) => {
    const decision = afterOutcome(ended({ outcome: 'throttled', pausedUntil, movesOnAt, fence: 3 }));

    expect(decision).toMatchObject({ wakeAt: NOW + ms, route });
  });

  test('not_started: at once, on any route, and no attempt is counted', () => {
    expect(afterOutcome(ended({ outcome: 'not_started' }))).toEqual({
      do: 'pending',
      wakeAt: NOW,
      countsAttempt: false,
      route: 'any',
      possibleDuplicate: false,
    });
  });

  test.each([
    [3, 0],
    [4, 5_000],
    [5, 10_000],
    [40, 600_000],
  ])('not_started at grant %d: again within %d ms', (fence, ms) => {
    expect(afterOutcome(ended({ outcome: 'not_started', fence }))).toMatchObject({ wakeAt: NOW + ms });
  });

  test('the last attempt that fails closes, a grant that never began does not', () => {
    const last = { attempt: MAX_ATTEMPTS };

    expect(afterOutcome(ended({ outcome: 'vendor_fault', ...last }))).toEqual({ do: 'close', reason: 'TRIES_USED_UP' });
    expect(afterOutcome(ended({ outcome: 'vendor_fault', attempt: 2 }))).toMatchObject({ do: 'pending' });
    expect(afterOutcome(ended({ outcome: 'throttled', ...last }))).toMatchObject({ do: 'pending' });
    expect(afterOutcome(ended({ outcome: 'not_started', ...last }))).toMatchObject({ do: 'pending' });
  });

  test('a message that a route cannot reach is tried beyond the last attempt, since each route answers so once', () => {
    const refused = { outcome: 'vendor_fault', fault: 'recipient', attempt: MAX_ATTEMPTS } as const;

    expect(afterOutcome(ended(refused))).toMatchObject({ do: 'pending', route: 'next', countsAttempt: true });
    expect(afterOutcome(ended({ ...refused, fault: 'down', attempt: MAX_ATTEMPTS + 1 }))).toMatchObject({
      do: 'close',
    });
  });

  test('routes that cannot reach the recipient do not use the tries of routes that fail', () => {
    const down = { outcome: 'vendor_fault', fault: 'down', refusals: 3 } as const;

    expect(afterOutcome(ended({ ...down, attempt: 4 }))).toMatchObject({ do: 'pending', wakeAt: NOW + 5_000 });
    expect(afterOutcome(ended({ ...down, attempt: 5 }))).toMatchObject({ do: 'pending', wakeAt: NOW + 10_000 });
    expect(afterOutcome(ended({ ...down, attempt: 6 }))).toEqual({ do: 'close', reason: 'TRIES_USED_UP' });
  });

  test.each(RETRIED)('%s is not tried again once cancelled or past its deadline', (outcome) => {
    const past = { deadline: NOW };

    expect(afterOutcome(ended({ outcome, ...past }))).toEqual({ do: 'close', reason: 'EXPIRED' });
    expect(afterOutcome(ended({ outcome, cancelled: true }))).toEqual({ do: 'close', reason: 'CANCELED_BY_USER' });
    expect(afterOutcome(ended({ outcome, cancelled: true, ...past, attempt: 3 }))).toEqual({
      do: 'close',
      reason: 'CANCELED_BY_USER',
    });
  });

  test.each(RETRIED)('%s waits no longer than the deadline, and is closed then', (outcome) => {
    const decision = afterOutcome(ended({ outcome, deadline: NOW + 100, pausedUntil: NOW + 5_000 }));

    expect(decision).toMatchObject({ do: 'pending', wakeAt: outcome === 'not_started' ? NOW : NOW + 100 });
  });

  test('our own waits run scaled', () => {
    const timeScale = 20;

    expect(afterOutcome(ended({ outcome: 'vendor_fault', timeScale }))).toMatchObject({ wakeAt: NOW + 250 });
    const paused = ended({ outcome: 'vendor_fault', fault: 'misconfigured', lookAgainMs: 2_250, timeScale });
    expect(afterOutcome(paused)).toMatchObject({ wakeAt: NOW + 2_250 });
    expect(afterOutcome(ended({ outcome: 'throttled', timeScale }))).toMatchObject({ wakeAt: NOW + 250 });
  });
});

describe('a silence', () => {
  test('at most once is never tried again', () => {
    expect(silenceDecision(silent({ guarantee: 'at_most_once' }))).toEqual({ do: 'unconfirmed' });
  });

  test.each<Guarantee>(['at_least_once', 'at_least_once_same_content'])(
    '%s is sent again after the grace, on the same route, and marked as a possible duplicate',
    (guarantee) => {
      expect(silenceDecision(silent({ guarantee }))).toEqual({
        do: 'pending',
        wakeAt: NOW + 15_000,
        countsAttempt: true,
        route: 'same',
        possibleDuplicate: true,
      });
    },
  );

  test('after the grace it is sent again at once', () => {
    expect(silenceDecision(silent({ graceEndsAt: NOW - 5 }))).toMatchObject({ do: 'pending', wakeAt: NOW });
  });

  test('same content has one extra attempt, at least once the rest of its attempts', () => {
    const again = { attempt: 2, possibleDuplicate: true };

    expect(silenceDecision(silent({ ...again, guarantee: 'at_least_once_same_content' }))).toEqual({
      do: 'close',
      reason: 'TRIES_USED_UP',
    });
    expect(silenceDecision(silent(again))).toMatchObject({ do: 'pending' });
    expect(silenceDecision(silent({ ...again, attempt: 3 }))).toEqual({ do: 'close', reason: 'TRIES_USED_UP' });
  });

  test('routes that could not reach the recipient before do not use a try', () => {
    expect(silenceDecision(silent({ attempt: 3, refusals: 2 }))).toMatchObject({ do: 'pending' });
    expect(silenceDecision(silent({ attempt: 5, refusals: 2 }))).toEqual({ do: 'close', reason: 'TRIES_USED_UP' });
  });

  test('after a cancel or its deadline it is closed', () => {
    expect(silenceDecision(silent({ cancelled: true }))).toEqual({ do: 'close', reason: 'CANCELED_BY_USER' });
    expect(silenceDecision(silent({ deadline: NOW }))).toEqual({ do: 'close', reason: 'EXPIRED' });
  });

  test('a deadline within the grace is its wake time, so that it is closed then', () => {
    expect(silenceDecision(silent({ deadline: NOW + 10 }))).toMatchObject({ do: 'pending', wakeAt: NOW + 10 });
  });
});
