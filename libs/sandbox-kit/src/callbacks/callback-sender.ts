import { Agent } from 'undici';
import { clock } from '#libs/kernel';
import { Recent } from '../vendor/recent.ts';

/** One call to a customer, built when it is its turn. */
export interface Callback {
  readonly vendor: string;
  readonly sid: string;
  readonly status: string;
  readonly url: URL;
  /** POST unless given. */
  readonly method?: 'GET' | 'POST';
  readonly build: () => { readonly headers: Record<string, string>; readonly body: string };
  readonly connectMs: number;
  readonly readMs: number;
  /** How often it is repeated after a failure that `repeatsOn` names. */
  readonly retries: number;
  readonly repeatsOn: (end: CallbackEnd) => boolean;
}

export interface CallbackEnd {
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly body: string;
}

export interface CallbackRow {
  readonly at: number;
  readonly vendor: string;
  readonly sid: string;
  readonly status: string;
  readonly url: string;
  readonly attempt: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
}

const IN_FLIGHT = 128;
const KEPT_ROWS = 5_000;
const KEPT_BODY = 4_096;

/** Sends callbacks over kept connections, a limited number at a time; the rest wait their turn. */
export class CallbackSender {
  readonly rows = new Recent<CallbackRow>(KEPT_ROWS);
  readonly ends = { answered: 0, failed: 0 };
  private readonly agents = new Map<number, Agent>();
  private readonly turns: (() => void)[] = [];
  private inFlight = 0;

  /** Callbacks that have not ended. */
  get waiting(): number {
    return this.inFlight + this.turns.length;
  }

  /** Resolves with the last attempt's end; never rejects. */
  async send(callback: Callback): Promise<CallbackEnd> {
    await this.turn();
    try {
      for (let attempt = 1; ; attempt++) {
        const end = await this.post(callback);
        this.note(callback, attempt, end);
        if (attempt > callback.retries || !callback.repeatsOn(end)) return this.count(end);
      }
    } finally {
      this.inFlight -= 1;
      this.turns.shift()?.();
    }
  }

  clear(): void {
    this.rows.clear();
    this.ends.answered = 0;
    this.ends.failed = 0;
  }

  async close(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.destroy()));
  }

  private async turn(): Promise<void> {
    if (this.inFlight >= IN_FLIGHT) await new Promise<void>((resolve) => this.turns.push(resolve));
    this.inFlight += 1;
  }

  private async post({ url, method = 'POST', build, connectMs, readMs }: Callback): Promise<CallbackEnd> {
    try {
      const { headers, body: sent } = build();
      const { statusCode, body } = await this.agent(connectMs).request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headersTimeout: readMs,
        bodyTimeout: readMs,
        headers,
        ...(method === 'POST' && { body: sent }),
      });
      const text = await body.text();
      return { httpStatus: statusCode, error: null, body: text.slice(0, KEPT_BODY) };
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      return { httpStatus: null, error: code ?? name, body: '' };
    }
  }

  private agent(connectMs: number): Agent {
    const known = this.agents.get(connectMs);
    if (known) return known;
    const agent = new Agent({ connections: 64, connect: { timeout: connectMs } });
    this.agents.set(connectMs, agent);
    return agent;
  }

  private note({ vendor, sid, status, url }: Callback, attempt: number, { httpStatus, error }: CallbackEnd): void {
    this.rows.add({ at: clock.now(), vendor, sid, status, url: url.href, attempt, httpStatus, error });
  }

  private count(end: CallbackEnd): CallbackEnd {
    this.ends[end.httpStatus === null ? 'failed' : 'answered'] += 1;
    return end;
  }
}
