import { Injectable } from '@nestjs/common';
import { connect, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { monotonicMs, PostriderError } from '#libs/kernel';
import type { Log, Metrics } from '#libs/observability';
import { checkBroker, connectOptions, startError } from './broker.ts';
import { BusUnavailable } from './errors.ts';
import { Mailbox, type Recipient } from './mailbox.ts';
import type { NatsConfig } from './settings.ts';
import { Streams } from './streams.ts';

export interface LinkOptions extends NatsConfig {
  readonly service: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Outgoing {
  readonly body: Uint8Array;
  readonly headers: MsgHdrs;
}

/** Space for subject and headers besides the payload. */
const ENVELOPE_BYTES = 4_096;
/** Replies are sent this long after the broker is back, so that callers have resubscribed. */
const RESUBSCRIBE_MS = 500;
/** For this long after the broker is back, a service without listeners may only not have reconnected yet. */
const SETTLING_MS = 2_000;

/** The one connection of a service: its calls, its server side and its streams share it. */
@Injectable()
export class BusLink {
  readonly service: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly mailbox: Mailbox;
  readonly streams: Streams;
  private readonly prefix: string;
  private readonly maxPayload: number;
  private isUp = true;
  private reconnectedAt = Number.NEGATIVE_INFINITY;
  private readonly upListeners = new Set<() => void>();
  /** Set while callers may not have resubscribed. */
  private resubscribing: NodeJS.Timeout | undefined;
  /** Replies that wait until their callers have resubscribed, in order. */
  private held: { publish: () => void; until: number }[] = [];

  private constructor(
    readonly connection: NatsConnection,
    { service, log, metrics, ...config }: LinkOptions,
  ) {
    this.service = service;
    this.log = log;
    this.metrics = metrics;
    this.prefix = config.subjectPrefix;
    this.maxPayload = connection.info?.max_payload ?? 0;
    this.mailbox = new Mailbox(connection);
    this.streams = new Streams(connection, config);
    void this.watch();
  }

  /** Rejects with one sentence that says what to do if there is no broker, or an unsuitable one. */
  static async connect(options: LinkOptions): Promise<BusLink> {
    const connection = await connect(connectOptions(options, options.service)).catch((error: unknown) => {
      throw startError(options.natsUrl, error);
    });
    try {
      checkBroker(connection.info);
    } catch (error) {
      await connection.close();
      throw error;
    }
    return new BusLink(connection, options);
  }

  get up(): boolean {
    return this.isUp && !this.connection.isClosed();
  }

  get settling(): boolean {
    return monotonicMs() - this.reconnectedAt < SETTLING_MS;
  }

  subject(name: string): string {
    return `${this.prefix}${name}`;
  }

  /** Calls the listener each time the broker is back. Returns a function that stops this. */
  onUp(listener: () => void): () => void {
    this.upListeners.add(listener);
    return () => this.upListeners.delete(listener);
  }

  /** Waits for the broker; rejects with {@link BusUnavailable} (nothing sent) if it stays away. */
  async whenUp(timeoutMs: number): Promise<void> {
    if (this.up) return;
    await new Promise<void>((resolve, reject) => {
      const stop = this.onUp(() => {
        clearTimeout(timer);
        stop();
        resolve();
      });
      const timer = setTimeout(
        () => {
          stop();
          reject(new BusUnavailable(false));
        },
        Math.max(0, timeoutMs),
      );
    });
  }

  /** Throws `request_too_large` if the body is over the broker's limit. */
  checkSize(body: Uint8Array): void {
    if (body.byteLength + ENVELOPE_BYTES > this.maxPayload)
      throw new PostriderError('request_too_large', `A payload on the bus may have ${this.maxPayload} bytes at most.`);
  }

  publish(subject: string, body: Uint8Array, headers?: MsgHdrs, reply?: string): void {
    this.connection.publish(subject, body, { ...(headers ? { headers } : {}), ...(reply ? { reply } : {}) });
  }

  /** Publishes with a reply subject and returns it; `recipient` gets the replies until it is forgotten. */
  send(recipient: Recipient, { body, headers }: Outgoing, timeoutMs: number): string {
    const replyTo = this.mailbox.open(recipient, timeoutMs);
    try {
      this.publish(this.subject(recipient.subject), body, headers, replyTo);
      return replyTo;
    } catch (cause) {
      this.mailbox.forget(replyTo);
      throw new BusUnavailable(false, cause);
    }
  }

  /**
   * Answers a caller. While the broker is away the answer waits, at most until the caller has given up. An answer never
   * goes before one that waits, because a streamed answer counts its parts.
   */
  respond(to: string, body: Uint8Array, headers: MsgHdrs | undefined, patienceMs: number): void {
    const publish = (): void => this.publish(to, body, headers);
    if (this.up && this.resubscribing === undefined) return publish();
    this.held.push({ publish, until: monotonicMs() + patienceMs });
  }

  async close(): Promise<void> {
    if (this.connection.isClosed()) return;
    if (this.up) await Promise.race([this.connection.flush(), this.connection.closed()]).catch(() => undefined);
    await this.connection.close();
  }

  private async watch(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect') {
        if (this.isUp) this.log.warn('bus.disconnected');
        this.isUp = false;
      } else if (type === 'reconnect') {
        this.isUp = true;
        this.reconnectedAt = monotonicMs();
        this.log.info('bus.reconnected');
        clearTimeout(this.resubscribing);
        this.resubscribing = setTimeout(() => this.tellHeld(), RESUBSCRIBE_MS);
        for (const listener of [...this.upListeners]) listener();
      }
    }
  }

  private tellHeld(): void {
    if (!this.up) return;
    this.resubscribing = undefined;
    const now = monotonicMs();
    for (const { publish, until } of this.held.splice(0)) if (until > now) publish();
  }
}
