import { ERROR_CODES, PostriderError } from '#libs/kernel';
import { ErrorSurfaces } from './error-surfaces.ts';
import { problemOf, problems, STATUS_OF } from './problem.ts';

test.each(ERROR_CODES)('%s has an error status, and a problem with that status', (code) => {
  const problem = problemOf(new PostriderError(code, 'What to do.'), 'trace');

  expect(STATUS_OF[code]).toBeGreaterThanOrEqual(400);
  expect(STATUS_OF[code]).toBeLessThan(600);
  expect(problem).toEqual({
    type: `urn:postrider:problem:${code}`,
    title: expect.stringMatching(/^[A-Z][a-z ]+$/),
    status: STATUS_OF[code],
    detail: 'What to do.',
    code,
    trace_id: 'trace',
    errors: [],
  });
});

test.each([
  ['service_unavailable', undefined, '2'],
  ['service_unavailable', 6_001, '7'],
  ['too_many_attempts', 1, '1'],
  ['idempotency_in_progress', undefined, '1'],
  ['invalid_field', undefined, undefined],
] as const)('%s that says %s ms asks for %s s', (code, retryAfterMs, expected) => {
  const { headers } = new ErrorSurfaces(problems, []).answer(new PostriderError(code, '', { retryAfterMs }), 'trace');

  expect(headers['retry-after']).toBe(expected);
});
