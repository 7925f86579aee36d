import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { monotonicMs } from '#libs/kernel';
import { BusUnavailable, CallTimedOut } from './errors.ts';

/** Waits for messages on one reply subject. */
export interface Recipient {
  readonly subject: string;
  receive(message: Msg): void;
  fail(error: Error): void;
}

interface Waiting {
  readonly recipient: Recipient;
  readonly endsAt: number;
  timer: NodeJS.Timeout;
  /** When a ping was sent for this recipient. */
  probedAt?: number;
}

/** A call that has used this much of its time pings the broker, so that its failure can be named correctly. */
const PROBE_AFTER = 0.75;

/** One subscription for the replies to all calls of a connection. */
export class Mailbox {
  private readonly prefix = createInbox();
  private readonly waiting = new Map<string, Waiting>();
  private next = 0;
  private heardAt = 0;
  private probing = false;

  constructor(private readonly connection: NatsConnection) {
    const skip = this.prefix.length + 1;
    connection.subscribe(`${this.prefix}.*`, {
      callback: (error, message) => {
        this.heardAt = monotonicMs();
        if (error === null) this.waiting.get(message.subject.slice(skip))?.recipient.receive(message);
      },
    });
  }

  /** The subject to reply to, until {@link forget} or the time is up. */
  open(recipient: Recipient, timeoutMs: number): string {
    this.next += 1;
    const token = this.next.toString(36);
    const timer = setTimeout(() => this.probe(token), Math.max(0, timeoutMs * PROBE_AFTER));
    this.waiting.set(token, { recipient, endsAt: monotonicMs() + timeoutMs, timer });
    return `${this.prefix}.${token}`;
  }

  forget(replyTo: string): void {
    const token = replyTo.slice(this.prefix.length + 1);
    clearTimeout(this.waiting.get(token)?.timer);
    this.waiting.delete(token);
  }

  private probe(token: string): void {
    const waiting = this.waiting.get(token);
    if (waiting === undefined) return;
    waiting.probedAt = monotonicMs();
    waiting.timer = setTimeout(() => this.expire(token), Math.max(0, waiting.endsAt - waiting.probedAt));
    this.listenForLife();
  }

  private listenForLife(): void {
    if (this.probing || this.connection.isClosed()) return;
    this.probing = true;
    this.connection.flush().then(
      () => {
        this.heardAt = monotonicMs();
        this.probing = false;
      },
      () => {
        this.probing = false;
      },
    );
  }

  private expire(token: string): void {
    const waiting = this.waiting.get(token);
    if (waiting === undefined) return;
    this.waiting.delete(token);
    const { recipient, probedAt = 0 } = waiting;
    const alive = this.heardAt >= probedAt;
    recipient.fail(alive ? new CallTimedOut(recipient.subject) : new BusUnavailable(true));
  }
}
