import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { monotonicMs, sleep } from '#libs/kernel';
import type { Exit } from '#libs/servers';
import { ROOT } from '../config.ts';
import { ending, type Ports, type Running } from './part.ts';

export interface Host extends Running {
  readonly ports: Ports;
}

export interface HostOptions {
  readonly entry: string;
  /** The service whose readiness counts for the process. */
  readonly service: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly nodeOptions: readonly string[];
  /** Gets the work that must end before the process can be ready. */
  readonly onBusy: (work: readonly string[]) => void;
}

/** The process ended before it was ready; `code` is its exit code. */
export class HostEnded extends Error {
  readonly code: number | null;
  /** Why it will not start, if it said so. */
  readonly refusal: string | undefined;

  constructor(exit: Exit, refusal?: string) {
    super(`it ended with ${ending(exit)} before it was ready`);
    this.code = exit.code;
    this.refusal = refusal;
  }
}

/** Of silence: a process that reports work has longer. */
const READY_WITHIN_MS = 60_000;
/** A little more than the drain time of a service. */
const STOP_WITHIN_MS = 16_000;
const LOOK_EVERY_MS = 50;
/** Node keeps here what it compiled: a later start takes a sixth less time of the processor. */
const COMPILED = join(ROOT, 'node_modules/.cache/postrider/compiled');
const ANSWERS_WITHIN_MS = 2_000;

/**
 * Starts a Node process that hosts services, and resolves when it is ready for work. Every service ends when the
 * channel to its parent closes, so that no service outlives this process if it is killed.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(process.execPath, [...options.nodeOptions, options.entry], {
    env: { NODE_COMPILE_CACHE: COMPILED, ...options.environment },
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const exited = exitOf(child);
  try {
    const ports = await readyPorts(child, options, exited);
    return {
      pid: child.pid!,
      ports,
      exited,
      kill: (signal) => void child.kill(signal),
      stop: () => stop(child, exited),
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function stop(child: ChildProcess, exited: Promise<Exit>): Promise<void> {
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(force);
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

/** A message of a process while it starts. */
interface Message {
  readonly type?: 'ready' | 'busy' | 'refused';
  readonly service?: string;
  readonly ports?: Ports;
  readonly with?: readonly string[];
  readonly sentence?: string;
}

async function readyPorts(child: ChildProcess, options: HostOptions, exited: Promise<Exit>): Promise<Ports> {
  const heard = { atMs: monotonicMs(), refusal: undefined as string | undefined };
  const told = new Promise<Ports>((resolve) => {
    child.on('message', (message: Message) => {
      heard.atMs = monotonicMs();
      heard.refusal ??= message.sentence;
      if (message.with) options.onBusy(message.with);
      if (message.type === 'ready' && message.service === options.service) resolve(message.ports ?? {});
    });
  });
  const done = new AbortController();
  const late = silent(heard, done.signal);
  late.catch(() => undefined);
  const died = exited.then((exit) => {
    throw new HostEnded(exit, heard.refusal);
  });
  died.catch(() => undefined);
  try {
    const ports = await Promise.race([told, late, died]);
    await Promise.race([healthy(ports, done.signal), late, died]);
    return ports;
  } finally {
    done.abort();
  }
}

/** Rejects if there was no message for too long. */
async function silent(heard: { readonly atMs: number }, signal: AbortSignal): Promise<never> {
  for (let leftMs = READY_WITHIN_MS; leftMs > 0; leftMs = heard.atMs + READY_WITHIN_MS - monotonicMs()) {
    await sleep(leftMs, signal);
    if (signal.aborted) return new Promise(() => undefined);
  }
  throw new Error(`it was not ready within ${READY_WITHIN_MS / 1000} s`);
}

/** Ready to serve does not mean ready for work: an adapter may still be registering its account. */
async function healthy({ ops }: Ports, signal: AbortSignal): Promise<void> {
  if (ops === undefined) return;
  while (!signal.aborted && !(await saysReady(ops))) await sleep(LOOK_EVERY_MS, signal);
}

function saysReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get({ host: '127.0.0.1', port, path: '/health/ready', agent: false, timeout: ANSWERS_WITHIN_MS });
    asked.once('response', (answer) => resolve(answer.resume().statusCode === 200));
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
  });
}
