import { nanos, type Msg, type MsgHdrs } from '@nats-io/transport-node';

/** A message of a JetStream consumer and the replies to it. Only the first final reply is sent. */
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

  /** Returns it to the stream, to be delivered again after `delayMs` at the earliest. */
  nak(delayMs = 0): void {
    this.settle(delayMs === 0 ? '-NAK' : `-NAK ${JSON.stringify({ delay: nanos(delayMs) })}`);
  }

  /** Ends its delivery for good. */
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
