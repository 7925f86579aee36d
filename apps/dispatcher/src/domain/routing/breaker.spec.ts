import * as fc from 'fast-check';
import { newRoute } from '../../../test/builders/ledger-documents.ts';
import { effective, isProbeDue, mayBeAskedEarly, openingsAfter, rampStage, restMs, verdictOf } from './breaker.ts';

const { state } = newRoute();

test('only failures of the vendor count: not a bad number, a limit, our own full window or a bad key', () => {
  expect([
    verdictOf('accepted'),
    verdictOf('rejected'),
    verdictOf('unknown'),
    verdictOf('vendor_fault', 'down'),
    verdictOf('vendor_fault', 'request'),
    verdictOf('vendor_fault', 'misconfigured'),
    verdictOf('throttled'),
    verdictOf('not_started'),
  ]).toEqual(['well', 'well', 'failed', 'failed', 'nothing', 'misconfigured', 'nothing', 'nothing']);
});

test('a route rests 20 to 30 seconds at first, longer each time, five minutes at most', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), fc.integer({ min: 1, max: 40 }), (chance, openings) => {
      const rest = restMs(openings, (below) => chance % below);
      expect(rest).toBeGreaterThanOrEqual(Math.min(20_000 * 2 ** (openings - 1), 300_000));
      expect(rest).toBeLessThanOrEqual(Math.min(30_000 * 2 ** (openings - 1), 300_000));
    }),
  );
});

test('an opening counts as the first again if the route worked for ten minutes', () => {
  const now = 10_000_000;
  expect(openingsAfter({ ...state, openings: 3, since: now - 60_000 }, now)).toBe(4);
  expect(openingsAfter({ ...state, openings: 3, since: now - 600_001 }, now)).toBe(1);
  expect(openingsAfter({ ...state, breaker: 'ramp', openings: 3, since: now - 600_001 }, now)).toBe(4);
});

test('a ramp begins with one message, continues with a tenth, and ends', () => {
  const stages = [0, 4_999, 5_000, 14_999, 15_000].map((ms) => rampStage({ ...state, since: 1_000 }, 1_000 + ms));
  expect(stages).toEqual(['one', 'one', 'tenth', 'tenth', 'over']);
  expect(rampStage({ ...state, since: 1_000 }, 1_300, 20)).toBe('tenth');
});

test("an operator's setting takes precedence while it lasts", () => {
  const override = { force: 'closed', until: 2_000, by: 'user:1', reason: 'we know better' } as const;
  const open = { ...state, breaker: 'open', override } as const;
  expect([effective(open, 1_999), effective(open, 2_000)]).toEqual(['closed', 'open']);
  expect(effective({ ...state, override: { ...override, force: 'open' } }, 1_999)).toBe('forced_open');
});

test('one replica at a time probes the vendor, and another takes over from one that died', () => {
  const open = { ...state, breaker: 'open', openUntil: 1_000 } as const;
  expect([isProbeDue(open, 999), isProbeDue(open, 1_000), isProbeDue(state, 5_000)]).toEqual([false, true, false]);
  const asked = { ...open, prober: { holder: 'a', until: 3_000 } };
  expect([isProbeDue(asked, 2_999), isProbeDue(asked, 3_000)]).toEqual([false, true]);
});

test('a long rest may end early, but not before a first rest, and not if our account is refused', () => {
  const open = { ...state, breaker: 'open', reason: 'probe_failed', since: 1_000, openUntil: 301_000 } as const;
  const early = (over: object, now = 31_000): boolean => mayBeAskedEarly({ ...open, ...over }, now);

  expect([early({}, 30_999), early({}), early({}, 301_000)]).toEqual([false, true, false]);
  expect([early({ breaker: 'ramp' }), early({ reason: 'misconfigured' })]).toEqual([false, false]);
  const asked = { prober: { holder: 'a', until: 40_000 } };
  expect([early(asked), early(asked, 40_000)]).toEqual([false, true]);
  expect(mayBeAskedEarly(open, 2_500, 20)).toBe(true);
});
