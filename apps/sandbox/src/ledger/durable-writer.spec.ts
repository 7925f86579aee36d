// Real: a file, its writes and its syncs; the handle in between only counts, or breaks one sync.
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DurableWriter } from './durable-writer.ts';

let folder: string;
let handle: FileHandle;
const calls = { write: 0, datasync: 0 };
let broken = false;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writer-'));
  handle = await open(join(folder, 'file'), 'a+');
  Object.assign(calls, { write: 0, datasync: 0 });
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
        if (name === 'write' || name === 'datasync') calls[name] += 1;
        if (broken && name === 'datasync') return Promise.reject(new Error('no disk'));
        return Reflect.apply(value, target, args);
      };
    },
  });
}

const written = async () => (await readFile(join(folder, 'file'), 'utf8')).split('\n').slice(0, -1);

test('lines of one turn share one write and one sync, and those that come meanwhile the next', async () => {
  const writer = new DurableWriter(counted(), 0);
  const first = Array.from({ length: 500 }, (_, index) => writer.append(`a${index}`));
  await new Promise((resolve) => setImmediate(resolve));
  const second = Array.from({ length: 500 }, (_, index) => writer.append(`b${index}`));

  await Promise.all(first);
  expect(calls.datasync).toBeGreaterThanOrEqual(1);
  await Promise.all(second);

  expect(calls).toEqual({ write: 2, datasync: 2 });
  expect(await written()).toEqual([...first.keys()].map((n) => `a${n}`).concat([...second.keys()].map((n) => `b${n}`)));
});

test('a line is not confirmed before its sync is over', async () => {
  const writer = new DurableWriter(counted(), 0);
  let synced = -1;
  await writer.append('line').then(() => (synced = calls.datasync));

  expect(synced).toBe(1);
  expect(writer.durableBytes).toBe(5);
});

test('after a sync that failed nothing is confirmed any more', async () => {
  const writer = new DurableWriter(counted(), 0);
  await writer.append('good');
  broken = true;
  const [failed, waiting] = [writer.append('lost'), writer.append('lost too')];
  await expect(failed).rejects.toThrow('no disk');
  await expect(waiting).rejects.toThrow('no disk');
  broken = false;

  await expect(writer.append('later')).rejects.toThrow('no disk');
  await writer.settled();
  await writer.idle();
  expect(writer.durableBytes).toBe(5);
});
