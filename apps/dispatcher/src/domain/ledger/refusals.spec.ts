import type { EvidenceDocument, SkipReason } from '#libs/contracts';
import { firstRefusalOf, hasRouteLeft, refusalsIn } from './refusals.ts';

const row = (fence: number, over: Partial<EvidenceDocument>) =>
  ({ fence, kind: 'answer', ...over }) as EvidenceDocument;
const refused = (fence: number, route: string, vendor_code?: string) =>
  row(fence, { route, outcome: 'vendor_fault', fault: 'recipient', ...(vendor_code && { vendor_code }) });
const plan = (routes: string[], skipped: Record<string, SkipReason> = {}) => ({
  routes,
  skipped: Object.entries(skipped).map(([route, reason]) => ({ route, reason })),
});

test('the routes that cannot reach the recipient are listed in the order of their answers', () => {
  const rows = [
    refused(3, 'b'),
    row(2, { route: 'c', outcome: 'vendor_fault', fault: 'request' }),
    refused(1, 'a', '21612'),
    row(4, { route: 'd', outcome: 'rejected' }),
  ];

  expect(refusalsIn(rows)).toEqual([{ route: 'a', code: '21612' }, { route: 'b' }]);
});

test.each<[SkipReason, boolean]>([
  ['breaker_open', true],
  ['forced_open', true],
  ['throttled', true],
  ['no_adapter', true],
  ['phones_away', true],
  ['no_phone', false],
  ['no_marketing', false],
  ['disabled', false],
  ['unknown_route', false],
  ['no_rule', false],
  ['country', false],
  ['sender', false],
  ['too_long', false],
])('a route left out for %s may carry the message later: %s', (reason, expected) => {
  expect(hasRouteLeft(plan(['a'], { b: reason }), [{ route: 'a' }])).toBe(expected);
});

test('a route is left if one has not refused', () => {
  expect(hasRouteLeft(plan(['a', 'b']), [{ route: 'a' }])).toBe(true);
  expect(hasRouteLeft(plan(['a', 'b']), [{ route: 'a' }, { route: 'b' }])).toBe(false);
  expect(hasRouteLeft(plan([], { a: 'breaker_open' }), [{ route: 'a' }])).toBe(false);
});

test('if only one route may send it, no other is left', () => {
  expect(hasRouteLeft(plan(['a', 'b']), [{ route: 'a' }], 'a')).toBe(false);
  expect(hasRouteLeft(plan(['a', 'b']), [], 'a')).toBe(true);
});

test('the row that closed the message has the first refusal', () => {
  const rows = [refused(1, 'a', '1'), refused(2, 'b', '2'), row(2, { kind: 'closed', vendor_code: '1' })];

  expect(firstRefusalOf(2, rows)).toBe('1');
  expect(firstRefusalOf(1, rows)).toBeUndefined();
});
