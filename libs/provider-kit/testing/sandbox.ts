import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeze } from '../../servers/testing/index.ts';

const MAIN = 'dist/apps/sandbox/main.js';

export interface Text {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly statusCallback?: string;
}

export interface Fault {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface FaultRule {
  readonly fault: Fault;
  readonly match?: Readonly<Record<string, unknown>>;
  readonly count?: number | 'always';
}

/** The sandbox as a process of its own: fake servers of the vendors, and the record of what phones received. */
export class Sandbox {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #data: string;

  private constructor(url: string, process: ChildProcess, data: string) {
    this.url = url;
    this.#process = process;
    this.#data = data;
  }

  static async start(environment: Readonly<Record<string, string>>): Promise<Sandbox> {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: build it with \`npx nest build sandbox\``);
    const data = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const env = {
      ...process.env,
      SANDBOX_PORT: '0',
      SANDBOX_DATA: data,
      OPS_PORT: '0',
      LOG_LEVEL: 'warn',
      ...environment,
    };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const port = await new Promise<number>((resolve, reject) => {
      child.on('message', (message: { type?: string; ports?: { http?: number } }) => {
        if (message.type === 'ready' && message.ports?.http) resolve(message.ports.http);
      });
      child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
    });
    return new Sandbox(`http://127.0.0.1:${port}`, child, data);
  }

  /** Adds faults of a vendor; every rule fires once unless it says otherwise. */
  async fault(vendor: string, ...rules: FaultRule[]): Promise<void> {
    await this.control('POST', `${vendor}/faults`, rules);
  }

  /** The texts that the phone with this number received. */
  async texts(number: string): Promise<readonly Text[]> {
    const { texts } = await this.control<{ texts: Text[] }>('GET', `numbers/${encodeURIComponent(number)}`);
    return texts;
  }

  async control<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}/_sandbox/${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** Freezes the process: connections are accepted, and not read. */
  freeze(): Promise<void> {
    return freeze(this.#process.pid!);
  }

  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    this.thaw();
    if (exitCode === null && signalCode === null) await ended;
    rmSync(this.#data, { recursive: true, force: true });
  }
}
