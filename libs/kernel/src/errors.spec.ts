import { ERROR_CODES, isErrorCode, PostriderError, unavailable } from './errors.ts';

test('an error carries its code, a sentence, the fields that are wrong and its cause', () => {
  const cause = new Error('inner');
  const field = { field: 'messages.3.to', code: 'invalid_number', message: 'Write the number with +.' } as const;
  const error = new PostriderError('invalid_field', 'One message is wrong.', {
    errors: [field],
    retryAfterMs: 5,
    cause,
  });

  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ code: 'invalid_field', detail: 'One message is wrong.', retryAfterMs: 5, cause });
  expect(error.errors).toEqual([field]);
  expect(error.message).toBe('invalid_field: One message is wrong.');
  expect(error.name).toBe('PostriderError');
});

test('an error without details has no wrong fields and no time to wait', () => {
  expect(new PostriderError('not_found', 'There is no such message.')).toMatchObject({
    errors: [],
    retryAfterMs: undefined,
    cause: undefined,
  });
});

test('an unavailable service is named, with a time to wait and the way to repeat', () => {
  const cause = new Error('connection refused');
  const error = unavailable('The ledger', cause);

  expect(error).toMatchObject({ code: 'service_unavailable', retryAfterMs: 2_000, cause });
  expect(error.detail).toMatch(/^The ledger .*Idempotency-Key/);
});

test('the codes are a closed list of distinct snake_case words', () => {
  expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
  expect(ERROR_CODES.filter((code) => !/^[a-z]+(_[a-z]+)*$/.test(code))).toEqual([]);
});

test('only codes of the list are error codes', () => {
  expect(ERROR_CODES.every(isErrorCode)).toBe(true);
  expect(['', 'INVALID_FIELD', 'toString', undefined, null, 404, {}].filter(isErrorCode)).toEqual([]);
});
