import { isNumberPrefix } from './number-prefix.ts';

test.each(['+1', '+8824', '+12345678901234'])('%s is a prefix', (value) => expect(isNumberPrefix(value)).toBe(true));

test.each(['', '+', '1', '+1 2', '+123456789012345', '+١', '+1\n', 1, null])('%j is none', (value) =>
  expect(isNumberPrefix(value)).toBe(false),
);
