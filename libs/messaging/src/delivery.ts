import { nanos, type Msg, type MsgHdrs } from '@nats-io/transport-node';

/** A message of a JetStream consumer and what may be said about it. The first final word counts, later ones are dropped. */
export class Delivery {
  /** 1 the first time. */
  readonly count: number;
  /** Its place in the stream. */
  readonly seq: number;
  private settled = false;

  constructor(private readonly message: Msg) {
    const tokens = (message.reply ?? '').split('.');
    // $JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<count>.<seq>.<consumer seq>.<time>.<pending>
    const at = tokens.length >= 11 ? 6 : 4;
    this.count = Number(tokens[at]);
    this.seq = Number(tokens[at + 1]);
  }

  get data(): Uint8Array {
    return this.message.data;
  }

  get headers(): MsgHdrs | undefined {
    return this.message.headers;
  }

  ack(): void {
    this.settle('+ACK');
  }

  /** Gives it back, to be delivered again no earlier than after `delayMs`. */
  nak(delayMs = 0): void {
    this.settle(delayMs === 0 ? '-NAK' : `-NAK ${JSON.stringify({ delay: nanos(delayMs) })}`);
  }

  /** Ends it for good. */
  term(reason: string): void {
    this.settle(`+TERM ${reason}`);
  }

  /** Asks for more time. */
  working(): void {
    if (!this.settled) this.message.respond('+WPI');
  }

  private settle(word: string): void {
    if (this.settled) return;
    this.settled = true;
    this.message.respond(word);
  }
}
