import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shapesOf } from './shapes-of.ts';
import { problemOf, readStored, type Stored } from './stored-shapes.ts';

test('the stored shapes are those noted at the newest migration of each service', () => {
  expect(readStored().flatMap((stored) => problemOf(stored) ?? [])).toEqual([]);
}, 120_000);

const stored = (over: Partial<Stored>): Stored => ({
  service: 'dispatcher',
  version: 2,
  now: { senders: 'a', rows: 'b' },
  noted: { 1: { senders: 'x' }, 2: { senders: 'a', rows: 'b' } },
  notes: '',
  dumped: [0, 1],
  ...over,
});

test('a changed shape requires a migration, and names the collection', () => {
  expect(problemOf(stored({ now: { senders: 'other', rows: 'b' } }))).toMatch(
    /^dispatcher: what is stored in senders has changed since migration 2: add migration 3 and a dump/,
  );
  expect(problemOf(stored({ now: { senders: 'a' } }))).toMatch(/what is stored in rows has changed/);
});

test('a new migration requires its note', () => {
  expect(problemOf(stored({ version: 3 }))).toMatch(/the shapes at migration 3 are not noted/);
});

test('a new migration requires a dump of the data before it', () => {
  expect(problemOf(stored({}))).toBeUndefined();
  expect(problemOf(stored({ dumped: [0] }))).toMatch(
    /^dispatcher: no dump in .* holds data of before migration 2: make one/,
  );
});

test('a shape is the form in the database: fields, whether they may be missing, and their types in full', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-shapes-'));
  const shape = (fields: string): string => {
    const file = join(folder, 'stored-shapes.ts');
    writeFileSync(file, `${TYPES}\nexport interface StoredShapes { readonly rows: { ${fields} } }`);
    return shapesOf(file).rows!;
  };

  expect(shape('_id: Id; at?: Date; bytes: Uint8Array; kind: Kind; tree: Tree; names: Record<string, number>')).toBe(
    '{ _id: string; at?: Date; bytes: Uint8Array; kind: "a" | "b"; names: { [string]: number }; ' +
      'tree: { leaves: ({ n: number })[]; twig?: itself } }',
  );
  rmSync(folder, { recursive: true });
}, 60_000);

const TYPES = `
type Id = string & { readonly brand: unique symbol };
type Kind = 'b' | 'a';
interface Leaf { n: number }
interface Tree { readonly leaves: readonly Leaf[]; twig?: Tree }
`;
