import { Recent } from './recent.ts';

test('the newest rows are kept, in pages, with numbers that are never used again', () => {
  const recent = new Recent<{ name: string }>(3);
  for (const name of 'abcdefgh') recent.add({ name });

  expect(recent.page(0, 2)).toEqual({
    rows: [
      { name: 'f', n: 6 },
      { name: 'g', n: 7 },
    ],
    next: 7,
    more: true,
  });
  expect(recent.page(7, 2)).toEqual({ rows: [{ name: 'h', n: 8 }], next: 8, more: false });
  expect(recent.page(0, 9, ({ name }) => name > 'g').rows).toEqual([{ name: 'h', n: 8 }]);
  recent.clear();
  expect(recent.page(0, 9).rows).toEqual([]);
  expect(recent.add({ name: 'i' }).n).toBe(9);
});
