import { chunksOf, type WholeBatch } from './chunks.ts';
import type { BatchItem } from './messages-of.ts';

const item = (at: number, text = `text ${at}`): BatchItem => ({
  line: at + 2,
  cells: [],
  message: { to: String(at), text },
});
const items = Array.from({ length: 12 }, (_, at) => item(at));
const batch: WholeBatch = { items, defaults: {}, run: '', size: 5 };
const keysOf = (of: Partial<WholeBatch> = {}): string[] =>
  chunksOf({ ...batch, ...of }).map(({ idempotencyKey }) => idempotencyKey);

test('a batch is cut into parts of the wanted size, in order', () => {
  const chunks = chunksOf(batch);
  expect(chunks.map(({ items }) => items.length)).toEqual([5, 5, 2]);
  expect(chunks.flatMap(({ items }) => items)).toEqual(items);
});

test('a part fits one call', () => {
  const long = Array.from({ length: 5_000 }, (_, at) => item(at, '\u{1F600}'.repeat(800)));
  const sizes = chunksOf({ ...batch, items: long, size: 5_000 }).map(({ items }) =>
    Buffer.byteLength(JSON.stringify(items.map(({ message }) => message))),
  );
  expect(sizes.length).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThan(6 * 1024 * 1024);
});

test('the same batch has the same keys, one for each part', () => {
  expect(keysOf()).toEqual(keysOf({ items: structuredClone(items) }));
  expect(new Set(keysOf()).size).toBe(3);
  for (const key of keysOf()) expect(key).toMatch(/^[\x21-\x7e]{1,255}$/);
});

test.each([
  ['another text', { items: [...items.slice(1), item(0, 'other')] }],
  ['other wishes', { defaults: { category: 'otp' as const } }],
  ['another run', { run: 'second' }],
  ['another size of parts', { size: 6 }],
])('%s makes other keys', (_, of) => {
  expect(keysOf().filter((key) => keysOf(of).includes(key))).toEqual([]);
});
