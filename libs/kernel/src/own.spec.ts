import { own } from './own.ts';

const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', '__defineGetter__'];

test.each(INHERITED)('a table has no entry for %s, which it only inherits', (name) => {
  expect(own({ delivered: 1 }, name)).toBeUndefined();
});

test('a table has its own entries, whatever their names are', () => {
  const table = JSON.parse('{"delivered":1,"constructor":2,"__proto__":3}') as Record<string, number>;

  expect(['delivered', 'constructor', '__proto__', 'other'].map((name) => own(table, name))).toEqual([
    1,
    2,
    3,
    undefined,
  ]);
});
