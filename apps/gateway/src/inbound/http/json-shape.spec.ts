import * as fc from 'fast-check';
import { shapeProblem, type ShapeLimits } from './json-shape.ts';

const LIMITS: ShapeLimits = { maxDepth: 3, maxMembers: 3, maxContainers: 5 };
const problemOf = (text: string, limits = LIMITS) => shapeProblem(Buffer.from(text), limits);

test.each([
  ['{"a":1,"b":2,"c":3}', undefined],
  ['{"a":1,"b":2,"c":3,"d":4}', 'too_many_members'],
  ['[1,2,3,4,5]', undefined],
  ['[1,2,3,4,5,6]', 'too_many_elements'],
  ['[[[]]]', undefined],
  ['[[[[]]]]', 'too_deep'],
  ['[[],[],[],[]]', undefined],
  ['[[],[],[],[],[]]', 'too_many_elements'],
  ['{"a":"[[[[{{{{,,,,,,"}', undefined],
  ['{"a":"\\"[[[[","b":"\\\\"}', undefined],
  ['', undefined],
  ['}}}]]],,,', undefined],
  ['"unended [[[[', undefined],
  ['"ends in a backslash \\', undefined],
])('%s: %s', (text, expected) => {
  expect(problemOf(text)).toBe(expected);
});

test('whatever is valid and small passes, however it is written', () => {
  const roomy: ShapeLimits = { maxDepth: 64, maxMembers: 1_000, maxContainers: 10_000 };

  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(problemOf(text, roomy)).toBeUndefined();
    }),
  );
});

test('any bytes are looked at to the end without a fault', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void shapeProblem(bytes, LIMITS)));
});
