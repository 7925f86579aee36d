import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What `termux-sms-send` does after it has noted its arguments and its input. */
export type Behaviour = 'succeed' | 'refuse' | 'hang' | 'die' | 'exit 3' | 'print' | 'warn' | 'miss the app';

const ENDS: Readonly<Record<Behaviour, string>> = {
  succeed: '',
  refuse: `echo '{"error": "Please grant the following permission to use this command: android.permission.SEND_SMS"}'`,
  hang: 'sleep 600',
  die: 'kill -9 $$',
  'exit 3': 'exit 3',
  print: 'echo something',
  warn: 'echo "WARNING: linker: unused DT entry" >&2',
  'miss the app': 'echo "bind(input): No space left on device" >&2',
};
const PROGRAM = 'dist/apps/agent/postrider-agent.mjs';
const PRELOAD = 'e2e/drills/checkpoint-preload.mjs';

/** A phone's home with stubs of Termux:API first on PATH, and the built program as a process. */
export class Termux {
  readonly home = mkdtempSync(join(tmpdir(), 'termux-'));
  readonly folder = join(this.home, 'agent');
  readonly bin = join(this.home, 'bin');
  private readonly running = new Set<ChildProcess>();

  constructor() {
    mkdirSync(this.bin);
    this.behave('succeed');
    this.stub('termux-battery-status', `echo '{"percentage": 80, "status": "DISCHARGING", "plugged": "UNPLUGGED"}'`);
    const device = { network_type: 'lte', sim_operator_name: 'Viettel', sim_country_iso: 'vn', sim_state: 'ready' };
    this.stub('termux-telephony-deviceinfo', `echo '${JSON.stringify(device)}'`);
    this.receive([]);
  }

  behave(as: Behaviour): void {
    const line = `printf '%s|%s\\n' "$*" "$(cat)" >> '${this.home}/sent'`;
    this.stub('termux-sms-send', `${line}\n${ENDS[as]}`);
  }

  receive(texts: readonly object[]): void {
    writeFileSync(join(this.home, 'texts.json'), JSON.stringify(texts));
    this.stub('termux-sms-list', `cat '${this.home}/texts.json'`);
  }

  stub(name: string, script: string): void {
    writeFileSync(join(this.bin, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  /** `<arguments>|<standard input>` of each call of `termux-sms-send`. */
  get sent(): string[] {
    const file = join(this.home, 'sent');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  settings(change: object): void {
    const file = join(this.folder, 'agent.json');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
  }

  get environment(): NodeJS.ProcessEnv {
    const path = `${this.bin}:${dirname(process.execPath)}:${process.env.PATH}`;
    return { PATH: path, HOME: this.home, POSTRIDER_AGENT_HOME: this.folder, TZ: 'Asia/Ho_Chi_Minh' };
  }

  /** The program ends by SIGKILL at the checkpoint, if one is given. No file of it grows over `mostKib`. */
  start(args: readonly string[], checkpoint?: string, mostKib?: number): Running {
    const node = [
      ...(checkpoint ? ['--import', `./${PRELOAD}`] : []),
      '--disable-warning=ExperimentalWarning',
      PROGRAM,
    ];
    const env = { ...this.environment, ...(checkpoint ? { DRILL_CHECKPOINT: checkpoint } : {}) };
    const limit = mostKib === undefined ? '' : `ulimit -f ${mostKib}; `;
    const command = ['-c', `${limit}exec "$@"`, 'bash', process.execPath, ...node, ...args];
    const child = spawn('bash', command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.running.add(child);
    return new Running(child);
  }

  run(...args: string[]): Promise<{ code: number | null; output: string }> {
    return this.start(args).ended;
  }

  killAll(): void {
    for (const child of this.running) child.kill('SIGKILL');
  }
}

export class Running {
  output = '';
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>;

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (chunk: string) => (this.output += chunk));
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => setImmediate(() => resolve({ code, signal, output: this.output })));
    });
  }
}

/** Waits for a condition, with a deadline. */
export async function until(what: string, isTrue: () => boolean, withinMs = 20_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`It did not happen within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
