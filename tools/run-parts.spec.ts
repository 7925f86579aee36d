// Real child processes, which communicate through files.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Part } from './parts.ts';
import { runParts } from './run-parts.ts';

const quietly = { tell: () => {} };

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'postrider-parts-'))));
afterEach(() => rm(folder, { recursive: true }));

const part = (name: string, code: string, more: Partial<Part> = {}): Part => ({
  name,
  command: ['node', '-e', `const { existsSync, writeFileSync, rmSync } = require('node:fs'); ${code}`],
  result: 'exit',
  cores: 1,
  minutes: 1,
  ...more,
});
const file = (name: string): string => JSON.stringify(join(folder, name));
/** Ends when the other part has begun. */
const meets = (name: string, other: string): Part =>
  part(name, `writeFileSync(${file(name)}, ''); setInterval(() => existsSync(${file(other)}) && process.exit(), 10);`);
/** Fails if another part runs. */
const alone = (name: string, more: Partial<Part>): Part =>
  part(
    name,
    `if (existsSync(${file('here')})) process.exit(1);
    writeFileSync(${file('here')}, ''); setTimeout(() => rmSync(${file('here')}), 100);`,
    more,
  );

test('two parts of one core each run side by side', async () => {
  expect(await runParts([meets('one', 'other'), meets('other', 'one')], quietly)).toMatchObject({
    passed: 2,
    failed: 0,
  });
});

test('a part of two cores runs alone', async () => {
  const parts = [alone('one', {}), alone('both', { cores: 2 }), alone('other', {})];
  expect(await runParts(parts, quietly)).toMatchObject({ passed: 3, failed: 0 });
});

test('a part begins when the parts it needs have ended', async () => {
  const parts = [alone('build', {}), alone('test', { needs: ['build'] })];
  expect(await runParts(parts, quietly)).toMatchObject({ passed: 2, failed: 0 });
});

test('when the time of a run is over, running parts are ended, and those and the rest have failed', async () => {
  const over = new AbortController();
  const parts = [part('hangs', 'setInterval(() => {}, 1000)', { cores: 2 }), part('waits', '')];
  setTimeout(() => over.abort('it took too long'), 200);
  const { passed, failed, failures } = await runParts(parts, { over: over.signal, ...quietly });
  expect([passed, failed]).toEqual([0, 2]);
  expect(failures).toContain('waits was not run: it took too long.');
});
