import { block, table } from './text.ts';

test('a table has a column for each field, nested ones included', () => {
  const rows = [
    { id: 'a', state: { breaker: 'open' }, tags: ['x', 'y'], enabled: true },
    { id: 'longer', state: { breaker: 'closed' }, tags: [], enabled: false },
  ];
  expect(table(rows, ['id', 'state.breaker', 'tags', 'enabled', 'last_used_at'])).toBe(
    [
      'ID      BREAKER  TAGS  ENABLED  LAST USED AT',
      'a       open     x, y  yes      -',
      'longer  closed   -     no       -',
    ].join('\n'),
  );
});

test('a thing has one field a line, and what it consists of is indented', () => {
  expect(block({ id: 'a', absent: undefined, cost: { micros: 5 }, attempts: [{ at: 1 }, { at: 2 }], none: [] })).toBe(
    ['id        a', 'cost', '  micros  5', 'attempts', '  at  1', '', '  at  2', 'none      -'].join('\n'),
  );
});

test('a thing without fields is one line', () => {
  expect(block({ variables: { CODE: {}, url: { max_length: 8 }, name: {} } })).toBe(
    ['variables', '  CODE  -', '  url', '    max_length  8', '  name  -'].join('\n'),
  );
});

test('characters that command a terminal are not printed', () => {
  expect(block({ name: '\u001B[2Jgone\u202E' })).toBe('name  \uFFFD[2Jgone\uFFFD');
});
