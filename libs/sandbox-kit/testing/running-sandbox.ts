import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Control } from './control.ts';

const MAIN = 'dist/apps/sandbox/main.js';

export interface RunningSandbox {
  readonly url: string;
  readonly control: Control;
  readonly process: ChildProcess;
  /** Another process on the same ledger. */
  restart(): Promise<RunningSandbox>;
  /** Removes its ledger. */
  stop(): Promise<void>;
}

/** The built sandbox as a process of its own, on a free port, with a ledger of its own. */
export async function runSandbox(
  settings: Readonly<Record<string, string>> = {},
  folder = mkdtempSync(join(tmpdir(), 'sandbox-')),
): Promise<RunningSandbox> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: build it with \`npx nest build sandbox\``);
  const { PATH } = process.env;
  const env = { PATH, SANDBOX_PORT: '0', SANDBOX_DATA: folder, ...settings };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.on('message', (message: { type?: string; ports?: { http?: number } }) => {
      if (message.type === 'ready' && message.ports?.http) resolve(message.ports.http);
    });
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    control: new Control(url),
    process: child,
    restart: async () => {
      await end(child);
      return runSandbox(settings, folder);
    },
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  await ended;
}
