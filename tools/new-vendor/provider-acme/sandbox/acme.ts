import { segmentsOf } from '#libs/kernel';
import { jsonAnswer, Progress, type Answer, type HostedVendor, type Ledger, type VendorRoom } from '#libs/sandbox-kit';
import { acmeError } from './voice.ts';

export const ACME = 'acme';

export interface AcmeMessage {
  readonly to: string;
  readonly from: string;
  readonly text: string;
}

/** The fake Acme, by its documentation. */
export class Acme implements HostedVendor {
  private readonly progress: Progress;

  constructor(
    readonly room: VendorRoom,
    readonly ledger: Ledger,
    readonly token: string | undefined,
  ) {
    this.progress = new Progress(ledger, () => undefined);
  }

  /** Takes a message: it is in the ledger before Acme answers. */
  async receive({ to, from, text: body }: AcmeMessage): Promise<Answer> {
    if (!/^\+[1-9]\d{7,14}$/.test(to)) return acmeError(1001, 400, 'to: no such number');
    if (body === '') return acmeError(1002, 400, 'text: nothing to send');
    if (from === '') return acmeError(3001, 400, 'from: missing');
    const { segments } = segmentsOf(body);
    const facts = { vendor: ACME, account: ACME, sid: this.ledger.nextId(), to, from, body, segments };
    const { text, durable } = this.ledger.receive(facts, 'queued');
    await durable;
    void this.progress.run(text, this.room.planFor(text));
    return jsonAnswer(201, { id: text.sid });
  }

  resume(): void {
    // A text keeps the status that it had.
  }

  reset(): void {
    this.stop();
  }

  stop(): void {
    this.progress.stop();
  }
}
