import { ofKeys, ofRoutes } from './examine.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const key = (more: object = {}) =>
  ({ id: 'k1', state: 'active', scopes: [], ...more }) as unknown as Parameters<typeof ofKeys>[0][number];
const route = (state: object, more: object = {}) =>
  ({ route: 'acme-1', enabled: true, state, ...more }) as unknown as Parameters<typeof ofRoutes>[0][number];

test.each([
  [{}, true, '1 are active; none ends within two weeks.'],
  [{ expires_at: '2031-01-01T00:00:00Z' }, true, '1 are active'],
  [{ state: 'expired', expires_at: '2029-01-01T00:00:00Z' }, true, '0 are active'],
  [{ expires_at: '2030-01-05T00:00:00Z' }, false, 'It ends at 2030-01-05'],
  [{ expires_at: '2030-01-05T00:00:00Z', replaced_by: 'k2' }, true, '1 are active'],
  [{ exposed_at: '2029-12-31T00:00:00Z' }, false, 'Rotate it.'],
])('a key that is %j', (more, ok, detail) => {
  expect(ofKeys([key(more)], NOW)).toMatchObject([{ ok, detail: expect.stringContaining(detail) }]);
});

test.each([
  [{ breaker: 'closed' }, true, 'Messages take it.'],
  [{ breaker: 'ramp' }, true, 'It recovers'],
  [{ breaker: 'open', reason: 'timeouts' }, false, 'No message takes it (timeouts)'],
  [{ breaker: 'closed', throttle: { until: 'soon' } }, false, 'throttles it until soon'],
  [
    { breaker: 'closed', override: { force: 'open', until: 'soon', by: 'ann', reason: 'a test' } },
    false,
    'Forced open',
  ],
])('a route whose state is %j', (state, ok, detail) => {
  expect(ofRoutes([route(state)])).toMatchObject([{ ok, detail: expect.stringContaining(detail) }]);
});

test('a route that is not enabled is not looked at, and no route at all is wrong', () => {
  expect(ofRoutes([route({ breaker: 'open' }, { enabled: false })])).toEqual([]);
  expect(ofRoutes([])).toMatchObject([{ ok: false }]);
});
