import { globSync, readFileSync } from 'node:fs';
import { statusWritersIn } from './status-writers.ts';

test('one function of the dispatcher writes the status of a message', () => {
  const files = globSync('apps/dispatcher/src/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
  const writers = files.flatMap((file) =>
    statusWritersIn(file, readFileSync(file, 'utf8')).map((name) => `${file} ${name}`),
  );
  expect(writers).toEqual(['apps/dispatcher/src/outbound/mongo/moves.ts entering']);
});

test.each([
  ['an update', "function close() { return { $set: { status: 'FAILED' } }; }", ['close']],
  ['a shorthand', 'const to = (status: string) => ({ $set: { status } });', ['to']],
  ['a quoted key', "class Store { move() { return { '$set': { 'status': 'SENT' } }; } }", ['move']],
  [
    'an insert',
    "function add() { return rows.insertMany(items.map((it) => ({ ...it, status: 'PENDING' }))); }",
    ['add'],
  ],
  [
    'a pipeline',
    "function touch() { return [{ $set: { wake_at: 1 } }, { $addFields: { status: 'SENT' } }]; }",
    ['touch'],
  ],
  [
    'two writers',
    'function a() { return { $set: { status: 1 } }; } function b() { return { $unset: { status: 1 } }; }',
    ['a', 'b'],
  ],
  ['a filter', "function due() { return rows.find({ status: 'PENDING' }); }", []],
  ['another field', "function hold() { return { $set: { holder: 'x' }, filter: { status: 'PENDING' } }; }", []],
])('%s is recognised', (_, text, writers) => {
  expect(statusWritersIn('a.ts', text)).toEqual(writers);
});
