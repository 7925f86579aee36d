import type { Msg } from '@nats-io/transport-node';
import { clock, monotonicMs, sleep } from '#libs/kernel';
import { currentTrace, type Trace } from '#libs/observability';
import type { BusLink, Outgoing } from './link.ts';
import type { Recipient } from './mailbox.ts';
import { encode, isNoResponders, outgoingHeaders } from './wire.ts';

const RESEND_MS = 100;

/** One message and its replies, in the order in which they came. */
export class Exchange implements Recipient {
  private readonly endsAt: number;
  private readonly outgoing: Outgoing;
  private messages: Msg[] = [];
  private read = 0;
  private error: Error | undefined;
  private wake: (() => void) | undefined;
  private replyTo: string | undefined;

  constructor(
    private readonly link: BusLink,
    readonly subject: string,
    payload: unknown,
    timeoutMs: number,
  ) {
    this.endsAt = monotonicMs() + timeoutMs;
    this.outgoing = { body: encode(payload), headers: outgoingHeaders(traceFor(payload), clock.now() + timeoutMs) };
    link.checkSize(this.outgoing.body);
  }

  leftMs(): number {
    return this.endsAt - monotonicMs();
  }

  /**
   * Sends and resolves with the first reply. Shortly after an outage "no listener" may only mean "not yet reconnected";
   * nothing was delivered then, so it is sent again.
   */
  async first(): Promise<Msg> {
    for (;;) {
      if (!this.link.up) await this.link.whenUp(this.leftMs());
      this.end();
      this.replyTo = this.link.send(this, this.outgoing, Math.max(1, this.leftMs()));
      const message = await this.next();
      if (!isNoResponders(message) || !this.link.settling || this.leftMs() < RESEND_MS) return message;
      await sleep(RESEND_MS);
    }
  }

  async next(): Promise<Msg> {
    for (;;) {
      const message = this.messages[this.read];
      if (message !== undefined) return this.taken(message);
      if (this.error !== undefined) throw this.error;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  receive(message: Msg): void {
    this.messages.push(message);
    this.wake?.();
  }

  /** Replies that came before are still read. */
  fail(error: Error): void {
    this.error = error;
    this.wake?.();
  }

  end(): void {
    if (this.replyTo !== undefined) this.link.mailbox.forget(this.replyTo);
    this.replyTo = undefined;
  }

  private taken(message: Msg): Msg {
    this.read += 1;
    if (this.read === this.messages.length) {
      this.messages = [];
      this.read = 0;
    }
    return message;
  }
}

/** The tenant of the payload, if it names one. */
function traceFor(payload: unknown): Trace {
  const { tenant } = payload as { tenant?: unknown };
  const trace = currentTrace() ?? {};
  return typeof tenant === 'string' ? { ...trace, tenant } : trace;
}
