import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The image's own options, so that tests and measurements use the same. */
const NODE_OPTIONS = nodeOptionsOf(readFileSync(join(repository, 'deploy/docker/Dockerfile'), 'utf8'));

/** Twice the time that a drain may take. */
const ENDS_WITHIN_MS = 60_000;

export interface Ports {
  readonly http?: number;
  readonly ops: number;
}

/** A service as its own process, started from `dist` as in production. */
export interface ServiceProcess {
  readonly name: string;
  readonly pid: number;
  readonly ports: Ports;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly hasExited: () => boolean;
  kill(signal: NodeJS.Signals): void;
  /** Sends SIGTERM and waits for the end; a process that does not end is killed, as an orchestrator does. */
  stop(): Promise<void>;
}

function nodeOptionsOf(dockerfile: string): readonly string[] {
  const options = /exec node (--.+) dist\/apps/.exec(dockerfile)?.[1];
  if (options === undefined) throw new Error('The Dockerfile starts no service with options of Node.');
  return options.split(' ');
}

export interface ServiceOptions {
  readonly service: string;
  /** Names the log file; several replicas of one service need different ones. */
  readonly name?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logs: string;
  readonly nodeOptions?: readonly string[];
  readonly readyWithinMs?: number;
}

/** One for all processes of a test run. */
const COMPILED = join(repository, 'node_modules/.cache/postrider/compiled');

export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const { service, name = service, env, logs, nodeOptions = [], readyWithinMs = 90_000 } = options;
  const main = join(repository, 'dist/apps', service, 'main.js');
  if (!existsSync(main)) throw new Error(`${service} is not built: run \`npm run build\` first.`);
  mkdirSync(logs, { recursive: true });
  const log = createWriteStream(join(logs, `${name}.log`), { flags: 'a' });
  const child = fork(main, [], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: COMPILED, ...env },
    execArgv: [...NODE_OPTIONS, ...nodeOptions],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout!.pipe(log, { end: false });
  child.stderr!.pipe(log, { end: false });

  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) =>
    child.once('exit', (code, signal) => {
      log.end();
      done({ code, signal });
    }),
  );
  const ports = await ready(child, exited, name, readyWithinMs).catch((error: unknown) => {
    const last = readFileSync(log.path, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
    throw new Error(`${(error as Error).message} Its log ends with:\n${last}`);
  });
  return {
    name,
    pid: child.pid!,
    ports,
    exited,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      const late = setTimeout(() => {
        console.log(`${name} has not ended ${ENDS_WITHIN_MS} ms after SIGTERM, and is killed.`);
        child.kill('SIGKILL');
      }, ENDS_WITHIN_MS);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(late);
    },
  };
}

async function ready(
  child: ChildProcess,
  exited: ServiceProcess['exited'],
  name: string,
  withinMs: number,
): Promise<Ports> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} was not ready within ${withinMs} ms.`)), withinMs);
  });
  const told = new Promise<Ports>((resolve) =>
    child.on('message', (message: { type?: string; ports?: Ports }) => {
      if (message.type === 'ready' && message.ports) resolve(message.ports);
    }),
  );
  const died = exited.then(({ code, signal }) => {
    throw new Error(`${name} ended with ${code ?? signal} before it was ready.`);
  });
  try {
    return await Promise.race([told, died, late]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
