import { Injectable } from '@nestjs/common';
import type { BusEvent, CallOptions, Job, Rpc } from '#libs/contracts';
import { sleep } from '#libs/kernel';
import type { Counter } from '#libs/observability';
import { BusUnavailable, CallTimedOut } from './errors.ts';
import { Exchange } from './exchange.ts';
import { BusLink } from './link.ts';
import { decode, isNoResponders, readReply } from './wire.ts';

const STORE_TIMEOUT_MS = 3_000;
const STORE_RETRY_MS = 100;

/** Sends to other services: requests, durable jobs, events. */
@Injectable()
export class Bus {
  private readonly calls: Counter;

  constructor(private readonly link: BusLink) {
    this.calls = link.metrics.counter('bus_calls_total', 'Calls made, by how they ended.', ['subject', 'outcome']);
  }

  /**
   * One request, one answer. Rejects with the handler's `PostriderError`, `NoResponders` (nothing was delivered),
   * `CallTimedOut` (outcome unknown) or `BusUnavailable`.
   */
  async call<Request, Reply>(
    { subject, timeoutMs: usual }: Rpc<Request, Reply, false>,
    payload: Request,
    { timeoutMs = usual }: CallOptions = {},
  ): Promise<Reply> {
    try {
      const exchange = new Exchange(this.link, subject, payload, timeoutMs);
      const reply = readReply(subject, await exchange.first());
      exchange.end();
      if (reply.kind === 'error') throw reply.error;
      if (reply.kind === 'end') throw new CallTimedOut(subject, 'ended without a value');
      this.calls.inc({ subject, outcome: 'ok' });
      return reply.value as Reply;
    } catch (error) {
      this.calls.inc({ subject, outcome: outcomeOf(error) });
      throw error;
    }
  }

  /** One request, a stream of answers; it is sent when the first answer is awaited. Rejects as {@link call} does. */
  async *stream<Request, Reply>(
    { subject, timeoutMs: usual }: Rpc<Request, Reply, true>,
    payload: Request,
    { timeoutMs = usual }: CallOptions = {},
  ): AsyncGenerator<Reply, void, undefined> {
    const exchange = new Exchange(this.link, subject, payload, timeoutMs);
    let outcome = 'abandoned';
    try {
      let reply = readReply(subject, await exchange.first());
      for (let count = 0; reply.kind !== 'end' || reply.count !== count; count += 1) {
        if (reply.kind === 'error') throw reply.error;
        if (reply.kind === 'end') throw new CallTimedOut(subject, 'lost a part of its answer');
        yield reply.value as Reply;
        reply = readReply(subject, await exchange.next());
      }
      outcome = 'ok';
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      exchange.end();
      this.calls.inc({ subject, outcome });
    }
  }

  /** Resolves when the job is stored. */
  async enqueue<Payload>(job: Job<Payload>, payload: Payload): Promise<void> {
    await this.store(job, payload);
  }

  /** Resolves when the event is stored. */
  async publish<Payload>(event: BusEvent<Payload>, payload: Payload): Promise<void> {
    await this.store(event, payload);
  }

  /** Jobs without an ack: waiting ones and delivered ones. */
  async backlog(job: Job<unknown>): Promise<number> {
    try {
      return await this.link.streams.backlog(job);
    } catch (cause) {
      throw new BusUnavailable(true, cause);
    }
  }

  /** The owner recreates a missing stream, so a publisher tries again until then. */
  private async store({ subject, owner, kind }: Job<unknown> | BusEvent<unknown>, payload: unknown): Promise<void> {
    const exchange = new Exchange(this.link, subject, payload, STORE_TIMEOUT_MS);
    try {
      let answer = await exchange.first();
      while (isNoResponders(answer)) {
        if (exchange.leftMs() < STORE_RETRY_MS) throw new BusUnavailable(false);
        const ensured = owner === this.link.service && (await this.link.streams.ensured(owner, kind));
        if (!ensured) await sleep(STORE_RETRY_MS);
        answer = await exchange.first();
      }
      readStored(decode(answer.data) as Stored);
    } catch (error) {
      throw error instanceof CallTimedOut ? new BusUnavailable(true, error) : error;
    } finally {
      exchange.end();
    }
  }
}

interface Stored {
  readonly stream?: string;
  readonly error?: { readonly description: string };
}

/** A full or frozen stream refuses and still names itself; the message was not stored then. */
function readStored({ stream, error }: Stored): void {
  if (error !== undefined || stream === undefined)
    throw new BusUnavailable(false, new Error(error?.description ?? 'not stored'));
}

function outcomeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
