import { isTraceparent, newTraceparent, traceIdOf } from './trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

test('a trace that is continued has an id, and its parent if there is one', () => {
  expect(traceIdOf(`00-${TRACE}-${PARENT}-01`)).toBe(TRACE);
  expect(isTraceparent(newTraceparent())).toBe(true);
});

test.each([
  ['zeros as its id', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['zeros as its parent', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ['the version that is none', `ff-${TRACE}-${PARENT}-01`],
  ['another length', `00-${TRACE}-${PARENT}-01-`],
])('%s: not a trace by W3C Trace Context', (_, traceparent) => {
  expect(isTraceparent(traceparent)).toBe(false);
});
