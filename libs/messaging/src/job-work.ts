import type { BusEvent, Job } from '#libs/contracts';
import { PostriderError, randomBelow } from '#libs/kernel';
import { runWithTrace, type Counter } from '#libs/observability';
import type { JobContext } from './context.ts';
import type { Delivery } from './delivery.ts';
import type { BusLink } from './link.ts';
import type { Handler } from './rpc-server.ts';
import { validatePayload } from './validate.ts';
import { decode, traceOf } from './wire.ts';

export interface JobOptions {
  readonly contract: Job<object> | BusEvent<object>;
  readonly handler: Handler;
  readonly concurrency: number;
  readonly durable?: string;
}

const BACKOFF_MS = { first: 500, most: 60_000 };

/** Half fixed, half random, so that jobs that failed together do not return together. */
export function backoffMs(delivery: number): number {
  const most = Math.min(BACKOFF_MS.first * 2 ** Math.min(delivery - 1, 20), BACKOFF_MS.most);
  return Math.round(most / 2 + randomBelow(most / 2 + 1));
}

/** Handles one message: it is acked, returned for later, or ended because it can never be read. */
export class JobWork {
  private readonly outcomes: Counter;

  constructor(
    private readonly link: BusLink,
    private readonly options: JobOptions,
  ) {
    this.outcomes = link.metrics.counter('bus_jobs_total', 'Jobs and events handled.', ['subject', 'outcome']);
  }

  async do(message: Delivery): Promise<void> {
    try {
      const payload = await this.read(message);
      if (payload === undefined) return this.count('poisoned');
      this.count(await this.handle(message, payload));
    } catch (error) {
      this.link.log.error('job.unsettled', { subject: this.subject, err: error });
      this.count('unsettled');
    }
  }

  private get subject(): string {
    return this.options.contract.subject;
  }

  private async read(message: Delivery): Promise<object | undefined> {
    try {
      return await validatePayload(this.options.contract.request, decode(message.data));
    } catch (error) {
      if (!(error instanceof PostriderError)) throw error;
      const { code, errors } = error;
      const fields = errors.map(({ field }) => field).slice(0, 10);
      this.link.log.error('job.poisoned', { subject: this.subject, seq: message.seq, reason: code, fields });
      message.term(code);
      return undefined;
    }
  }

  private async handle(message: Delivery, payload: object): Promise<string> {
    const trace = traceOf(message.headers);
    const delivery = message.count;
    const { subject } = this;
    let acked = false;
    const ack = (): void => {
      acked = true;
      message.ack();
    };
    const context: JobContext = { ...trace, subject, delivery, ack };
    try {
      await runWithTrace(trace, () => this.options.handler(payload, context));
      if (!acked) ack();
      return 'ok';
    } catch (error) {
      const retryMs = acked ? undefined : backoffMs(delivery);
      this.link.log.error('job.failed', { subject, seq: message.seq, delivery, retry_ms: retryMs, err: error });
      if (retryMs !== undefined) message.nak(retryMs);
      return acked ? 'failed_after_ack' : 'failed';
    }
  }

  private count(outcome: string): void {
    this.outcomes.inc({ subject: this.subject, outcome });
  }
}
