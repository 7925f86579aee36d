import * as fc from 'fast-check';
import { parseObject } from './json-body.ts';
import { shapeOf, type ShapeLimits } from './json-shape.ts';

const LIMITS: ShapeLimits = { maxDepth: 3, maxMembers: 3, maxContainers: 5 };
const ROOMY: ShapeLimits = { maxDepth: 64, maxMembers: 1_000, maxContainers: 10_000 };
const problemOf = (text: string, limits = LIMITS) => shapeOf(Buffer.from(text), limits).problem;
const parsed = (text: string) => parseObject(Buffer.from(text), ROOMY);

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

test('any valid small JSON passes, however it is written', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(problemOf(text, ROOMY)).toBeUndefined();
    }),
  );
});

test('any bytes are read to the end without an error', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void shapeOf(bytes, LIMITS)));
});

test.each([
  ['at the top', '{"a":1,"a":2}'],
  ['in a list', '{"a":[{"a":1},{"b":1,"b":1}]}'],
  ['in an object that another of its name replaces', '{"a":{"b":1,"b":1},"c":{"d":1},"a":{"b":1,"c":1,"d":1}}'],
  ['deep inside', '{"a":{"b":[{"c":{"d":1,"e":[1,2],"d":{}}}]}}'],
  ['written with escapes', '{"a":1,"\\u0061":2}'],
  ['both with escapes', '{"\\u00e9":1,"\\u00E9":2}'],
  ['with an escaped quote', '{"a\\"b":1,"a\\u0022b":2}'],
  ['the empty one', '{"":1,"":2}'],
  ['__proto__', '{"__proto__":1,"__proto__":2}'],
  ['beyond ASCII', '{"é":1,"\\u00e9":2}'],
  ['with white space between', '{ "a" : 1 , "a" : 2 }'],
])('two equal names are found: %s', (_, text) => {
  expect(() => parsed(text)).toThrow('has a name twice');
});

test.each([
  ['values', '{"a":"b","b":"b","c":["a","a"]}'],
  ['names of other objects', '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}'],
  ['letters of another case', '{"a":1,"A":2}'],
  ['composed and decomposed letters', '{"é":1,"e\u0301":2}'],
  ['texts with colons and braces', '{"a":"{\\"b\\":1,\\"b\\":2}","::":":"}'],
])('%s are not compared', (_, text) => {
  expect(parsed(text)).toEqual(JSON.parse(text));
});

test('JSON.stringify never writes two equal names, and a name written twice is always found', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { minKeys: 1, maxKeys: 8 }), (value) => {
      const text = JSON.stringify(value);
      const [name] = Object.keys(JSON.parse(text) as object);
      const again = name!
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('');
      expect(parsed(text)).toEqual(JSON.parse(text));
      expect(() => parsed(`${text.slice(0, -1)},"${again}":0}`)).toThrow('has a name twice');
    }),
  );
});
