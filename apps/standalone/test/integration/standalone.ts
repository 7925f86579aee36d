import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { monotonicMs, sleep } from '#libs/kernel';
import { identityOf, type Exit } from '#libs/servers';

export const ROOT = resolve(import.meta.dirname, '../../../..');
const WITHIN_MS = 60_000;

export interface Started {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Everything it printed so far. */
  output(): string;
  /** Waits until it printed a line that matches, after the `from`th character. */
  printed(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
  signal(signal: NodeJS.Signals): void;
}

type Recorded = Record<string, { pid: number; ports?: { ops?: number } }>;

/** A data folder of its own, and every standalone that was started in it. */
export class Scratch {
  readonly data = mkdtempSync(join(tmpdir(), 'postrider-standalone-'));
  readonly #children: ChildProcess[] = [];
  readonly #root: string;

  /** `root`: the repository that is started. */
  constructor(root = ROOT) {
    this.#root = root;
  }

  /** `node apps/standalone/start.ts` on free ports, without this test's own environment. */
  start(environment: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Started {
    return this.#spawn(process.execPath, ['apps/standalone/start.ts', ...args], environment);
  }

  /** `npm start`; its process id is npm's. */
  npmStart(environment: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Started {
    return this.#spawn('npm', ['start', ...args], environment);
  }

  #spawn(command: string, args: readonly string[], environment: Readonly<Record<string, string>>): Started {
    const { PATH, HOME = '', XDG_CACHE_HOME = '' } = process.env;
    const ports = { PORT: '0', SANDBOX_PORT: '0', AGENT_PORT: '0' };
    const own = { PATH, HOME, XDG_CACHE_HOME, POSTRIDER_DATA: this.data, ...ports };
    const child = spawn(command, args, {
      cwd: this.#root,
      env: { ...own, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    return started(child);
  }

  /** Process ids of the running parts, by name. */
  parts(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#recorded()).map(([name, { pid }]) => [name, pid]));
  }

  /** Process ids of servers whose command line names this data folder. */
  processes(): number[] {
    return processes().flatMap(({ pid, command }) => (command.includes(this.data) ? [pid] : []));
  }

  /** The address of health and metrics of a part. */
  opsOf(name: string): string {
    return `http://127.0.0.1:${this.#recorded()[name]?.ports?.ops}`;
  }

  #recorded(): Recorded {
    return (JSON.parse(readFileSync(join(this.data, 'run.json'), 'utf8')) as { parts: Recorded }).parts;
  }

  async remove(): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null) child.kill('SIGTERM');
    await until(() => this.#children.every((child) => child.exitCode !== null || child.signalCode !== null));
    rmSync(this.data, { recursive: true, force: true });
  }
}

function started(child: ChildProcess): Started {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<Exit>((done) => child.once('close', (code, signal) => done({ code, signal })));
  return {
    pid: child.pid!,
    exited,
    output: () => output,
    printed: async (pattern, from = 0) => {
      const find = (): RegExpExecArray | null => pattern.exec(output.slice(from));
      await until(() => find() !== null || child.exitCode !== null).catch(() => undefined);
      const found = find();
      if (found === null) throw new Error(`${pattern} was not printed, but:\n${output}`);
      return found;
    },
    signal: (signal) => void child.kill(signal),
  };
}

export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = monotonicMs() + WITHIN_MS;
  while (!(await met())) {
    if (monotonicMs() > deadline) throw new Error('It did not happen in time.');
    await sleep(25);
  }
}

interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Listed[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, ...command] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), command: command.join(' ') };
  });
}

/** Process ids of a process and of all its descendants. */
export function familyOf(pid: number): number[] {
  const all = processes();
  const from = (member: number): number[] => [
    member,
    ...all.flatMap((child) => (child.parent === member ? from(child.pid) : [])),
  ];
  return from(pid);
}

export const areGone = (pids: readonly number[]): boolean => pids.every((pid) => identityOf(pid) === undefined);

/** Runs a command as a person would paste it. */
export async function pasted(command: string, shell = 'sh'): Promise<string> {
  return (await promisify(execFile)(shell, ['-c', command])).stdout;
}

/** The commands that a start printed: one that sends, one that sends and shows. */
export function commands(output: string): { send: string; sendAndShow: string } {
  const [send = ''] = /^curl .*$/m.exec(output) ?? [];
  const [sendAndShow = ''] = /^id=.*$/m.exec(output) ?? [];
  return { send, sendAndShow };
}
