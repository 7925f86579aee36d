import type { EvidenceDocument } from '#libs/contracts';
import { attemptsByRoute, routesToTry } from './choose-route.ts';

const routes = ['a', 'b', 'c'];
const tried = (attempts: Record<string, number>) => new Map(Object.entries(attempts));

test('the least tried route comes first, otherwise the order of the plan', () => {
  expect(routesToTry({ routes }, { refusals: [], attempts: tried({}) })).toEqual(['a', 'b', 'c']);
  expect(routesToTry({ routes }, { refusals: [], attempts: tried({ a: 1 }) })).toEqual(['b', 'c', 'a']);
  expect(routesToTry({ routes }, { refusals: [], attempts: tried({ a: 2, b: 1, c: 2 }) })).toEqual(['b', 'a', 'c']);
});

test('a message that one route may have sent is repeated there first, but not for ever', () => {
  expect(routesToTry({ routes }, { refusals: [], attempts: tried({ b: 1 }), same: 'b' })).toEqual(['b', 'a', 'c']);
  expect(routesToTry({ routes }, { refusals: [], attempts: tried({ b: 2 }), same: 'b' })).toEqual(['a', 'c', 'b']);
  expect(routesToTry({ routes }, { refusals: [], attempts: tried({ d: 1 }), same: 'd' })).toEqual(['a', 'b', 'c']);
});

test('a message that one route has proved unsent goes to that route alone', () => {
  expect(routesToTry({ routes }, { refusals: [], attempts: tried({ b: 1 }), only: 'b' })).toEqual(['b']);
  expect(routesToTry({ routes }, { refusals: [], attempts: tried({}), only: 'd' })).toEqual([]);
});

test('a route that cannot reach the recipient is not tried again, whatever its place', () => {
  const refusals = [{ route: 'b', code: '21612' }];

  expect(routesToTry({ routes }, { attempts: tried({ b: 1 }), refusals })).toEqual(['a', 'c']);
  expect(routesToTry({ routes }, { attempts: tried({ b: 1 }), refusals, same: 'b' })).toEqual(['a', 'c']);
  expect(routesToTry({ routes }, { attempts: tried({ b: 1 }), refusals, only: 'b' })).toEqual([]);
});

test('each grant counts once, and not if the route was not reached', () => {
  const row = (fence: number, route: string, over: Partial<EvidenceDocument>) =>
    ({ fence, route, ...over }) as EvidenceDocument;
  const rows = [
    row(1, 'a', { kind: 'answer', outcome: 'unknown' }),
    row(1, 'a', { kind: 'silence' }),
    row(2, 'a', { kind: 'answer', outcome: 'throttled' }),
    row(3, 'b', { kind: 'answer', outcome: 'not_started' }),
    row(4, 'b', { kind: 'answer', outcome: 'vendor_fault' }),
    row(4, 'b', { kind: 'closed' }),
  ];
  expect(attemptsByRoute(rows)).toEqual(tried({ a: 1, b: 1 }));
});
