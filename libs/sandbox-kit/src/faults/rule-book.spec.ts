import { RuleBook, type Match } from './rule-book.ts';

const take = (match: Match, count: number, ...to: string[]) => {
  const book = new RuleBook<string>();
  book.add('hit', match, count);
  return to.map((number) => (book.take({ operation: 'create', to: number }) ? 1 : 0));
};

test.each<[string, Match, number, number[]]>([
  ['once', {}, 1, [1, 0, 0, 0]],
  ['so often', {}, 3, [1, 1, 1, 0]],
  ['the second', { nth: 2 }, 1, [0, 1, 0, 0]],
  ['each second', { every: 2 }, 9, [0, 1, 0, 1]],
  ['past the first two', { after: 2 }, 9, [0, 0, 1, 1]],
  ['each second past the first', { after: 1, every: 2 }, 9, [0, 0, 1, 0]],
])('a rule fires %s', (_, match, count, expected) => {
  expect(take(match, count, '+1', '+1', '+1', '+1')).toEqual(expected);
});

test('a rule only counts requests that match it', () => {
  expect(take({ to: '+2', nth: 2 }, 1, '+2', '+1', '+2', '+2')).toEqual([0, 0, 1, 0]);
  expect(take({ to: '+2*' }, 9, '+21', '+12', '+2')).toEqual([1, 0, 1]);
  expect(take({ operation: 'list' }, 9, '+1')).toEqual([0]);
  expect(take({ operation: 'any' }, 9, '+1')).toEqual([1]);
  expect(take({ account: 'AC1' }, 9, '+1')).toEqual([0]);
});

test('the first matching rule is used, and a used-up rule is skipped', () => {
  const book = new RuleBook<string>();
  book.add('first', {}, 1);
  book.add('second', { nth: 2 }, 1);
  book.add('third', {}, 1);
  const taken = Array.from({ length: 4 }, () => book.take({ operation: 'create' })?.value);

  expect(taken).toEqual(['first', 'third', 'second', undefined]);
  expect(book.list()).toMatchObject([
    { seen: 1, fired: 1 },
    { seen: 2, fired: 1 },
    { seen: 1, fired: 1 },
  ]);
});
