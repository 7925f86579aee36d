import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { repository } from './processes.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The built `postrider` as a process of its own; `home` holds its profiles. */
export class PostriderCli {
  readonly #env: Readonly<Record<string, string>>;

  constructor(home: string, env: Readonly<Record<string, string>> = {}) {
    const { PATH = '' } = process.env;
    this.#env = { PATH, HOME: home, XDG_CONFIG_HOME: home, ...env };
  }

  start(args: readonly string[], input = ''): RunningCli {
    const child = spawn(process.execPath, ['apps/cli/postrider.mjs', ...args], { cwd: repository, env: this.#env });
    child.stdin.end(input);
    const ended = Promise.all([text(child.stdout), text(child.stderr), exitCodeOf(child)]).then(
      ([stdout, stderr, code]) => ({ code, stdout, stderr }),
    );
    return { child, ended };
  }

  run(args: readonly string[], input?: string): Promise<Ended> {
    return this.start(args, input).ended;
  }

  /** The result of a command that must succeed. */
  async json<T = Record<string, unknown>>(args: readonly string[], input?: string): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, '--json'], input);
    if (code !== 0) throw new Error(`postrider ${args[0]} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }
}

const exitCodeOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
