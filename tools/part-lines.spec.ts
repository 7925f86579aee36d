import { linesOf } from './part-lines.ts';
import type { PartRun } from './run-part.ts';

const file = (name: string, ms: number) => ({ file: name, ms, passed: 1, failed: 0, failures: [] });
const run = (over: Partial<PartRun> = {}): PartRun => ({
  ms: 61_000,
  passed: 7,
  failed: 0,
  failures: [],
  files: [],
  flaky: [],
  ...over,
});

test('a part without files is one line', () => {
  expect(linesOf('lint', run())).toEqual(['lint              61.0 s  7 passed']);
});

test('the five slowest files are listed below the summary, the slowest first', () => {
  const files = [3, 1, 2, 6, 5, 4].map((at) => file(`${at}.spec.ts`, at * 1_000));
  const [, ...slowest] = linesOf('unit', run({ files }));
  expect(slowest).toEqual([6, 5, 4, 3, 2].map((at) => `                   ${at}.0 s  ${at}.spec.ts`));
});

test('a flaky file is listed after the summary by its name, and its failure is shown', () => {
  const lines = linesOf('integration', run({ flaky: [{ file: 'a.spec.ts', failures: ['expected 1'] }] }));
  expect(lines.slice(0, 2)).toEqual(['integration       61.0 s  7 passed', 'flaky: a.spec.ts']);
  expect(lines.join('\n')).toContain('expected 1');
});

test('failures are counted in the summary and shown', () => {
  const lines = linesOf('unit', run({ failed: 1, failures: ['a.spec.ts\nexpected 1'] }));
  expect(lines[0]).toBe('unit              61.0 s  7 passed, 1 failed');
  expect(lines.join('\n')).toContain('a.spec.ts\nexpected 1');
});
