import * as fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, shuffled(member)]),
  );
};

const json = fc.jsonValue();

test('the order of names does not matter, and nothing else is lost', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('two values that differ have two texts', () => {
  fc.assert(
    fc.property(json, json, (one, other) => {
      const same = canonicalJson(one) === canonicalJson(other);
      expect(same).toBe(
        canonicalJson(JSON.parse(JSON.stringify(one))) === canonicalJson(JSON.parse(JSON.stringify(other))),
      );
      if (same) expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(other)));
    }),
  );
});

test('lists keep their order', () => {
  expect(canonicalJson([2, 1])).toBe('[2,1]');
  expect(canonicalJson({ b: [{ z: 1, a: 2 }], a: null })).toBe('{"a":null,"b":[{"a":2,"z":1}]}');
});

test.each(['__proto__', 'constructor', 'prototype'])('the name %s is a name like any other, at any depth', (name) => {
  const text = `{"a":[{"${name}":1}]}`;

  expect(canonicalJson(JSON.parse(text))).toBe(text);
});
