import { resolve } from 'node:path';
import { readResult, total, type Ended } from './part-result.ts';
import type { ResultKind } from './parts.ts';

const read = (result: ResultKind, ended: Partial<Ended>) =>
  readResult({ name: 'a part', command: ['run'], result }, { output: '', exitCode: 0, ...ended });
const file = (status: string, statuses: readonly string[], message = '') => ({
  name: resolve('a.spec.ts'),
  startTime: 1_000,
  endTime: 3_500,
  status,
  message,
  assertionResults: statuses.map((of, index) => ({ status: of, fullName: `test ${index}` })),
});
const report = (...testResults: readonly unknown[]): string => JSON.stringify({ testResults });

test('a check is one test, passed by exit code 0 alone', () => {
  expect(read('exit', { exitCode: 0 })).toEqual({ passed: 1, failed: 0, failures: [], files: [] });
  expect(read('exit', { exitCode: 2, output: 'why' })).toMatchObject({ passed: 0, failed: 1 });
  expect(read('exit', { exitCode: null })).toMatchObject({ passed: 0, failed: 1 });
});

test("jest's tests are added up over its files", () => {
  const two = report(file('passed', ['passed', 'passed']), file('passed', ['passed']));
  expect(read('jest', { report: two })).toMatchObject({ passed: 3, failed: 0, failures: [] });
});

test('each file has its path, its time and its failures', () => {
  const { files } = read('jest', { exitCode: 1, report: report(file('failed', ['passed', 'failed'], 'expected 1')) });
  expect(files).toEqual([{ file: 'a.spec.ts', ms: 2_500, passed: 1, failed: 1, failures: ['a.spec.ts\nexpected 1'] }]);
});

test("a failed test is counted and shown with jest's output", () => {
  const count = read('jest', { exitCode: 1, report: report(file('failed', ['passed', 'failed'], 'expected 1')) });
  expect(count).toMatchObject({ passed: 1, failed: 1, failures: ['a.spec.ts\nexpected 1'] });
});

test('a file that could not run counts as one failed test', () => {
  const count = read('jest', {
    exitCode: 1,
    report: report(file('failed', [], 'SyntaxError'), file('passed', ['passed'])),
  });
  expect(count).toMatchObject({ passed: 1, failed: 1, failures: ['a.spec.ts\nSyntaxError'] });
});

test('a file that crashed after its tests passed counts as one failed test', () => {
  const count = read('jest', { exitCode: 1, report: report(file('failed', ['passed'], 'afterAll threw')) });
  expect(count).toMatchObject({ passed: 1, failed: 1 });
});

test.each(['pending', 'todo', 'skipped', 'disabled'])('a %s test counts as failed', (status) => {
  const count = read('jest', { report: report(file('passed', ['passed', status])) });
  expect(count).toMatchObject({ passed: 1, failed: 1 });
  expect(count.failures.join()).toContain('test 1 was not run');
});

test('jest without a report, or with a bad exit after good tests, counts as one failed test', () => {
  expect(read('jest', { exitCode: null, output: 'killed' })).toMatchObject({ passed: 0, failed: 1 });
  expect(read('jest', { exitCode: 1, report: report(file('passed', ['passed'])) })).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

test('a part that ran no test has failed', () => {
  expect(read('jest', { report: report() })).toMatchObject({ passed: 0, failed: 1 });
  expect(read('lines', { output: '0 passed, 0 failed' })).toMatchObject({ passed: 0, failed: 1 });
});

test('a summary on the last line is used', () => {
  expect(read('lines', { output: 'a drill\n12 passed, 0 failed\n' })).toMatchObject({
    passed: 12,
    failed: 0,
    failures: [],
  });
  expect(read('lines', { output: 'lost one\n11 passed, 1 failed\n', exitCode: 1 })).toMatchObject({
    passed: 11,
    failed: 1,
    failures: ['lost one\n11 passed, 1 failed\n'],
  });
});

test('a summary that is missing, not last, or contradicted by the exit code counts as one failed test', () => {
  expect(read('lines', { output: '12 passed, 0 failed\nthen it fell over' })).toMatchObject({ passed: 0, failed: 1 });
  expect(read('lines', { output: '' })).toMatchObject({ passed: 0, failed: 1 });
  expect(read('lines', { output: '12 passed, 0 failed', exitCode: 1 })).toMatchObject({ passed: 12, failed: 1 });
});

test('parts add up', () => {
  const parts = [read('exit', {}), read('lines', { output: '3 passed, 0 failed' }), read('exit', { exitCode: 1 })];
  expect(total(parts)).toMatchObject({ passed: 4, failed: 1 });
});
