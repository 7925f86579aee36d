import { runSandbox, type RunningSandbox } from '../../sandbox-kit/testing/index.ts';
import { freeze } from '../../servers/testing/index.ts';

export interface Text {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly subject?: string;
  readonly statusCallback?: string;
  /** How many pictures it has, and where those are that the vendor fetched. */
  readonly media: number;
  readonly pictures: readonly string[];
  readonly template?: { readonly code: string; readonly tokens: Readonly<Record<string, string>> };
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
  readonly #running: RunningSandbox;

  private constructor(running: RunningSandbox) {
    this.#running = running;
  }

  static async start(environment: Readonly<Record<string, string>>): Promise<Sandbox> {
    return new Sandbox(await runSandbox(environment));
  }

  get url(): string {
    return this.#running.url;
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

  control<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#running.control.call(method, path, body);
  }

  /** Freezes the process: connections are accepted, and not read. */
  freeze(): Promise<void> {
    return freeze(this.#running.process.pid!);
  }

  thaw(): void {
    this.#running.process.kill('SIGCONT');
  }

  close(): Promise<void> {
    return this.#running.stop();
  }
}
