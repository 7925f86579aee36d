// Real child processes; nothing is faked.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Part } from './parts.ts';
import { runPart } from './run-part.ts';

const script = (code: string, more: Partial<Part> = {}): Part => ({
  name: 'a part',
  command: ['node', '-e', code],
  result: 'exit',
  minutes: 1,
  ...more,
});

test('what a failing part prints is kept', async () => {
  const run = await runPart(script("console.log('out'); console.error('err'); process.exit(3)"));
  expect(run).toMatchObject({ passed: 0, failed: 1 });
  expect(run.failures.join()).toMatch(/exit code 3[^]*err[^]*out/);
});

test('a program that is not there has failed', async () => {
  expect(await runPart(script('', { command: ['no-such-program'] }))).toMatchObject({ passed: 0, failed: 1 });
});

test('a part that takes too long is ended and has failed', async () => {
  const run = await runPart(script('setInterval(() => {}, 1000)', { minutes: 0.002 }));
  expect(run).toMatchObject({ passed: 0, failed: 1 });
});

test('an interrupted part is ended and has failed', async () => {
  const run = await runPart(script('setInterval(() => {}, 1000)'), AbortSignal.timeout(50));
  expect(run).toMatchObject({ passed: 0, failed: 1 });
});

test('what a part leaves running is ended with it', async () => {
  const orphan = "['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }";
  const run = await runPart(
    script(
      `console.log('1 passed, 0 failed'); require('node:child_process').spawn(process.execPath, ${orphan}); process.exit(0)`,
      { result: 'lines' },
    ),
  );
  expect(run).toMatchObject({ passed: 1, failed: 0 });
});

describe('jest itself', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postrider-jest-'));
    await writeFile(join(folder, 'jest.config.json'), '{"testMatch": ["<rootDir>/*.spec.cjs"]}');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const jest = (): Part => ({
    name: 'jest',
    command: [
      'node',
      resolve('node_modules/jest/bin/jest.js'),
      '--rootDir',
      folder,
      '--config',
      join(folder, 'jest.config.json'),
    ],
    result: 'jest',
    minutes: 1,
  });

  test('a planted failure and a file that does not parse are one failed test each', async () => {
    await writeFile(join(folder, 'good.spec.cjs'), "test('good', () => {});");
    await writeFile(
      join(folder, 'bad.spec.cjs'),
      "test('good', () => {}); test('planted', () => { throw new Error('no'); });",
    );
    await writeFile(join(folder, 'broken.spec.cjs'), 'test(');
    const run = await runPart(jest());
    expect(run).toMatchObject({ passed: 2, failed: 2 });
    expect(run.failures.join()).toContain('planted');
  });

  test('a file that kills its process is a failed test', async () => {
    await writeFile(join(folder, 'good.spec.cjs'), "test('good', () => {});");
    await writeFile(join(folder, 'killed.spec.cjs'), "process.kill(process.pid, 'SIGKILL');");
    expect((await runPart(jest())).failed).toBeGreaterThan(0);
  });
});
