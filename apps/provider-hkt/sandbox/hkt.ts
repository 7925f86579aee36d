import { segmentsOf } from '#libs/kernel';
import { Progress, type Answer, type HostedVendor, type Ledger, type VendorRoom } from '#libs/sandbox-kit';
import { MAGIC } from './magic.ts';
import { readText, type Parameters } from './read-text.ts';
import { WORDS, type Mode } from './words.ts';

export const HKT = 'hkt';

/** The fake gateway. It reports nothing after its answer: the statuses are for the phones' page alone. */
export class Hkt implements HostedVendor {
  mode: Mode = 'xml';
  private readonly progress: Progress;

  constructor(
    readonly room: VendorRoom,
    private readonly ledger: Ledger,
    /** Undefined: every application is taken. */
    private readonly applicationId: string | undefined,
  ) {
    this.progress = new Progress(ledger, () => undefined);
  }

  /** Takes a text: it is in the ledger before the gateway answers. */
  async take(parameters: Parameters): Promise<Answer> {
    const words = WORDS[this.mode];
    const read = readText(parameters, this.applicationId);
    if ('reason' in read) return words.refused(read.reason);
    const magic = MAGIC.get(read.mrt);
    if (magic?.takes !== false) await this.receive(read);
    return magic?.answer(words.refused) ?? words.accepted();
  }

  resume(): void {
    // A text keeps its status.
  }

  reset(): void {
    this.stop();
    this.mode = 'xml';
  }

  stop(): void {
    this.progress.stop();
  }

  private async receive({
    application,
    mrt,
    sender,
    text: body,
  }: Exclude<ReturnType<typeof readText>, { reason: string }>) {
    const facts = {
      vendor: HKT,
      account: application,
      sid: `HKT${this.ledger.nextId()}`,
      to: `+${mrt}`,
      from: /^852\d{8}$/.test(sender) ? `+${sender}` : sender || 'HKT',
      body,
      segments: Math.max(1, segmentsOf(body).segments),
    };
    const { text, durable } = this.ledger.receive(facts, 'queued');
    await durable;
    void this.progress.run(text, this.room.planFor(text));
  }
}
