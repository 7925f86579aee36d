// Real: processes that end by themselves.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { keepRunning, pauseAfter } from './keep-running.ts';
import type { Running } from './part.ts';
import { EXIT, Refusal } from './refusal.ts';

test('each failure doubles the pause, up to half a minute', () => {
  expect([1, 2, 3, 6, 7, 20].map(pauseAfter)).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000]);
});

function shell(script: string): Running {
  const child = spawn('/bin/sh', ['-c', script]);
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const kill = (signal: NodeJS.Signals): void => void child.kill(signal);
  return { pid: child.pid!, exited, kill, stop: async () => (kill('SIGTERM'), void (await exited)) };
}

/** Starts `scripts` one after the other and returns the messages until the last one ran. */
async function keep(scripts: readonly (string | Error)[]): Promise<{ told: string[]; stop: () => Promise<void> }> {
  const told: string[] = [];
  const left = [...scripts];
  let lastRuns = (): void => undefined;
  const allStarted = new Promise<void>((resolve) => (lastRuns = resolve));
  const kept = await keepRunning({
    name: 'part',
    logFile: 'part.log',
    start: async () => {
      const script = left.shift()!;
      if (script instanceof Error) throw script;
      return shell(script);
    },
    onStarted: () => undefined,
    tell: (sentence) => {
      told.push(sentence);
      if (left.length === 0 && sentence.endsWith('runs again')) lastRuns();
    },
    giveUp: ({ message }) => {
      told.push(`given up: ${message}`);
      lastRuns();
    },
  });
  await allStarted;
  return { told, stop: () => kept.stop() };
}

test('a part that ends, or cannot be restarted at once, is tried until it runs', async () => {
  const { told, stop } = await keep(['exit 3', new Error('port taken'), 'exec sleep 60']);
  await stop();

  expect(told).toEqual([
    'part ended with code 3 and is started again in 0.5 s; see part.log',
    'part did not start (port taken) and is tried again',
    'part runs again',
  ]);
});

test('a part that refuses to start again is given up', async () => {
  const { told, stop } = await keep(['exit 3', new Refusal(EXIT.newerData, 'newer data'), 'exec sleep 60']);
  await stop();

  expect(told).toEqual(['part ended with code 3 and is started again in 0.5 s; see part.log', 'given up: newer data']);
});

test('a first start that fails is thrown to the caller', async () => {
  await expect(keep([new Error('port taken')])).rejects.toThrow('port taken');
});
