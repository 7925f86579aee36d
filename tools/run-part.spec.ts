// Real child processes; nothing is faked.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Part } from './parts.ts';
import { runPart } from './run-part.ts';
import { runParts } from './run-parts.ts';

const script = (code: string, more: Partial<Part> = {}): Part => ({
  name: 'a part',
  command: ['node', '-e', code],
  result: 'exit',
  cores: 1,
  minutes: 1,
  ...more,
});

test('the output of a failing part is kept', async () => {
  const run = await runPart(script("console.log('out'); console.error('err'); process.exit(3)"));
  expect(run).toMatchObject({ passed: 0, failed: 1 });
  expect(run.failures.join()).toMatch(/exit code 3[^]*err[^]*out/);
});

test('a program that does not exist has failed', async () => {
  expect(await runPart(script('', { command: ['no-such-program'] }))).toMatchObject({ passed: 0, failed: 1 });
});

test('a part that takes too long is ended and has failed', async () => {
  const run = await runPart(script('setInterval(() => {}, 1000)', { minutes: 0.002 }));
  expect(run).toMatchObject({ passed: 0, failed: 1 });
});

test('an interrupted part is ended and has failed', async () => {
  const run = await runPart(script('setInterval(() => {}, 1000)'), { interrupted: AbortSignal.timeout(50) });
  expect(run).toMatchObject({ passed: 0, failed: 1 });
});

test('a process that a part leaves running is ended with it', async () => {
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

  const jest = (more: Partial<Part> = {}): Part => ({
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
    cores: 1,
    minutes: 1,
    ...more,
  });
  const spec = (name: string, code: string): Promise<void> => writeFile(join(folder, `${name}.spec.cjs`), code);
  /** Passes from its second run on; a file beside it stores that the first has happened. */
  const failsOnce = (name: string): Promise<void> =>
    spec(
      name,
      `const { existsSync, writeFileSync } = require('node:fs');
      test('always passes', () => {});
      test('passes the second time', () => {
        const known = existsSync(__filename + '.ran');
        writeFileSync(__filename + '.ran', '');
        if (!known) throw new Error('the first time');
      });`,
    );
  const nameOf = (file: string): string => basename(file, '.spec.cjs');

  test('a planted failure and a file that does not parse are one failed test each', async () => {
    await spec('good', "test('good', () => {});");
    await spec('bad', "test('good', () => {}); test('planted', () => { throw new Error('no'); });");
    await spec('broken', 'test(');
    const run = await runPart(jest());
    expect(run).toMatchObject({ passed: 2, failed: 2, flaky: [] });
    expect(run.failures.join()).toContain('planted');
  });

  test('a file that kills its process is a failed test', async () => {
    await spec('good', "test('good', () => {});");
    await spec('killed', "process.kill(process.pid, 'SIGKILL');");
    expect((await runPart(jest())).failed).toBeGreaterThan(0);
  });

  test('a file that fails once and passes alone counts as passed, and is reported as flaky with its failure', async () => {
    await spec('good', "test('good', () => {});");
    await failsOnce('shaky');
    const run = await runPart(jest({ runsAgain: true }));
    expect(run).toMatchObject({ passed: 3, failed: 0, failures: [] });
    expect(run.files.map(({ file, failed }) => `${nameOf(file)}: ${failed} failed`).sort()).toEqual([
      'good: 0 failed',
      'shaky: 0 failed',
    ]);
    expect(run.flaky.map(({ file }) => nameOf(file))).toEqual(['shaky']);
    expect(run.flaky[0]!.failures.join()).toContain('the first time');
  });

  test('a file that fails twice has failed, and counts once', async () => {
    await failsOnce('shaky');
    await spec('bad', "test('good', () => {}); test('planted', () => { throw new Error('no'); });");
    const run = await runPart(jest({ runsAgain: true }));
    expect(run).toMatchObject({ passed: 3, failed: 1 });
    expect(run.flaky.map(({ file }) => nameOf(file))).toEqual(['shaky']);
  });

  test('no file is run again in a part without that option', async () => {
    await failsOnce('shaky');
    expect(await runPart(jest())).toMatchObject({ passed: 1, failed: 1, flaky: [] });
  });

  test('more than five failed files are not run again', async () => {
    for (const at of [1, 2, 3, 4, 5, 6]) await failsOnce(`shaky-${at}`);
    expect(await runPart(jest({ runsAgain: true }))).toMatchObject({ passed: 6, failed: 6, flaky: [] });
  });

  test('a run in which three files are flaky fails for that reason alone', async () => {
    for (const at of [1, 2, 3]) await failsOnce(`shaky-${at}`);
    const lines: string[] = [];
    const count = await runParts([jest({ runsAgain: true })], { tell: (line) => lines.push(line) });
    expect(lines.filter((line) => /^flaky: .*shaky-[123]\.spec\.cjs$/.test(line))).toHaveLength(3);
    expect(count).toEqual({
      passed: 6,
      failed: 1,
      failures: ['3 files were flaky; more than 2 fail the run.'],
    });
  });

  test('a failed file is run again when no other part runs, and waiting parts begin after it', async () => {
    const [here, failed] = [join(folder, 'here'), join(folder, 'failed')].map((it) => JSON.stringify(it));
    const fs = "const { existsSync, writeFileSync, rmSync } = require('node:fs');";
    await spec(
      'shaky',
      `${fs} test('passes when nothing else runs', async () => {
        if (existsSync(${here})) { writeFileSync(${failed}, ''); throw new Error('not alone'); }
        writeFileSync(${here}, '');
        await new Promise((resolve) => setTimeout(resolve, 100));
        rmSync(${here});
      });`,
    );
    const until = script(
      `${fs} writeFileSync(${here}, ''); process.on('exit', () => rmSync(${here}));
      setInterval(() => existsSync(${failed}) && setTimeout(() => process.exit(), 500), 10);`,
    );
    const after = script(`${fs} if (!existsSync(${failed}) || existsSync(${here})) process.exit(1);`);

    const lines: string[] = [];
    const count = await runParts([until, jest({ runsAgain: true }), after], { tell: (line) => lines.push(line) });

    expect(count).toEqual({ passed: 3, failed: 0, failures: [] });
    expect(lines.filter((line) => line.startsWith('flaky: '))).toHaveLength(1);
  });

  test('two flaky files, each of another part, do not fail a run', async () => {
    for (const at of [1, 2]) await failsOnce(`shaky-${at}`);
    const only = (name: string): Part => {
      const part = jest({ name, runsAgain: true });
      return { ...part, command: [...part.command, '--testPathPatterns', name] };
    };
    const parts = [only('shaky-1'), only('shaky-2')];
    expect(await runParts(parts, { tell: () => {} })).toMatchObject({ passed: 4, failed: 0 });
  });
});
