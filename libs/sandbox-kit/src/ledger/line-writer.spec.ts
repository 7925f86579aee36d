// Real: a file and its writes; the handle in between only counts, or breaks one.
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineWriter } from './line-writer.ts';

let folder: string;
let handle: FileHandle;
let writes = 0;
let broken = false;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writer-'));
  handle = await open(join(folder, 'file'), 'a+');
  writes = 0;
  broken = false;
});
afterEach(async () => {
  await handle.close();
  await rm(folder, { recursive: true });
});

function counted(): FileHandle {
  return new Proxy(handle, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === 'write') writes += 1;
        if (broken && name === 'write') return Promise.reject(new Error('no disk'));
        return Reflect.apply(value, target, args);
      };
    },
  });
}

const written = async () => (await readFile(join(folder, 'file'), 'utf8')).split('\n').slice(0, -1);

test('lines of one turn share one write, and lines that come meanwhile the next', async () => {
  const writer = new LineWriter(counted(), 0);
  const first = Array.from({ length: 500 }, (_, index) => writer.append(`a${index}`));
  await new Promise((resolve) => setImmediate(resolve));
  const second = Array.from({ length: 500 }, (_, index) => writer.append(`b${index}`));

  await Promise.all([...first, ...second]);

  expect(writes).toBe(2);
  expect(await written()).toEqual([...first.keys()].map((n) => `a${n}`).concat([...second.keys()].map((n) => `b${n}`)));
});

test('a line that is confirmed is in the file', async () => {
  const writer = new LineWriter(counted(), 0);

  await writer.append('line');

  expect(await written()).toEqual(['line']);
  expect(writer.writtenBytes).toBe(5);
});

test('after a failed write no line is confirmed any more', async () => {
  const writer = new LineWriter(counted(), 0);
  await writer.append('good');
  broken = true;
  const [failed, waiting] = [writer.append('lost'), writer.append('lost too')];
  await expect(failed).rejects.toThrow('no disk');
  await expect(waiting).rejects.toThrow('no disk');
  broken = false;

  await expect(writer.append('later')).rejects.toThrow('no disk');
  await writer.settled();
  await writer.idle();
  expect(writer.writtenBytes).toBe(5);
});
