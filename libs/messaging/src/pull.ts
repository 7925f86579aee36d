import { createInbox, nanos, type Msg, type Subscription } from '@nats-io/transport-node';
import { monotonicMs } from '#libs/kernel';
import { Delivery } from './delivery.ts';
import type { BusLink } from './link.ts';

const EXPIRES_MS = 5_000;
const HEARTBEAT_MS = 1_000;
const MISSED_AFTER_MS = 2_500;
const STATUS = { heartbeat: 100, notFound: 404, expired: 408, nobody: 503 } as const;

export interface PullOptions {
  readonly stream: string;
  readonly consumer: string;
  /** Takes a message that was requested. */
  take(message: Delivery): void;
  /** A request ended before it was filled. */
  expired(): void;
}

export interface Broken {
  readonly reason: string;
  /** The broker is away, not only this consumer. */
  readonly isAway: boolean;
}

/** Requests messages from one consumer. `broken` resolves once it can give no more. */
export class Pull {
  readonly broken: Promise<Broken>;
  private readonly break: (reason: string, isAway?: boolean) => void;
  private readonly inbox = createInbox();
  private readonly subscription: Subscription;
  private readonly watch: NodeJS.Timeout;
  private asked = 0;
  private heardAt = monotonicMs();

  constructor(
    private readonly link: BusLink,
    private readonly options: PullOptions,
  ) {
    const { promise, resolve } = Promise.withResolvers<Broken>();
    this.broken = promise;
    this.break = (reason, isAway = false) => resolve({ reason, isAway });
    this.subscription = link.connection.subscribe(this.inbox, {
      callback: (error, message) => (error === null ? this.receive(message) : this.break(error.message)),
    });
    this.watch = setInterval(() => this.listen(), HEARTBEAT_MS);
    const stopListening = link.onUp(() => this.break('the broker was away', true));
    void promise.then(() => {
      clearInterval(this.watch);
      stopListening();
    });
  }

  /** Requested messages that have not come yet. */
  get outstanding(): number {
    return this.asked;
  }

  request(batch: number): void {
    if (this.asked === 0) this.heardAt = monotonicMs();
    this.asked += batch;
    const { stream, consumer } = this.options;
    const body = { batch, expires: nanos(EXPIRES_MS), idle_heartbeat: nanos(HEARTBEAT_MS) };
    this.link.connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify(body), {
      reply: this.inbox,
    });
  }

  /** Ends the pull; messages that the broker has already sent are still taken. */
  async drain(): Promise<void> {
    if (this.link.up) await this.subscription.drain().catch(() => undefined);
    this.close();
  }

  close(): void {
    if (!this.subscription.isClosed()) this.subscription.unsubscribe();
    this.break('closed');
  }

  private receive(message: Msg): void {
    this.heardAt = monotonicMs();
    if (message.subject !== this.inbox) {
      this.asked = Math.max(0, this.asked - 1);
      return this.options.take(new Delivery(message));
    }
    const { code = 0, description = '' } = message.headers ?? {};
    if (code === STATUS.heartbeat) return;
    if (code !== STATUS.notFound && code !== STATUS.expired)
      return this.break(`${code} ${description}`, code === STATUS.nobody);
    this.asked = Math.max(0, this.asked - Number(message.headers?.get('Nats-Pending-Messages') || this.asked));
    this.options.expired();
  }

  private listen(): void {
    if (this.asked > 0 && this.link.up && monotonicMs() - this.heardAt > MISSED_AFTER_MS)
      this.break('the consumer does not answer', true);
  }
}
