import { own } from '#libs/kernel';
import {
  Progress,
  type CallbackSender,
  type HostedVendor,
  type Ledger,
  type Receipt,
  type Text,
  type TextFacts,
  type VendorRoom,
} from '#libs/sandbox-kit';

export type ApiName = 'vonage' | 'infobip';

/** What differs between the APIs after a text was taken. */
export interface FakeApi {
  /** A callback's body, and its type. */
  readonly callback: (receipt: Receipt) => { readonly contentType: string; readonly body: string };
  /** The vendor's word for each status of a phone; one that is missing is not told. */
  readonly statuses: Readonly<Record<string, string>>;
}

/** The texts of the fake vendors; the name of the API is a text's account. */
export class HttpVendors implements HostedVendor {
  readonly progress: Progress;

  constructor(
    readonly room: VendorRoom,
    readonly ledger: Ledger,
    private readonly sender: CallbackSender,
    /** Undefined: every call is refused. */
    readonly account: { readonly key: string; readonly secret: string } | undefined,
    private readonly apis: Readonly<Record<ApiName, FakeApi>>,
  ) {
    this.progress = new Progress(ledger, (receipt) => this.tell(receipt));
  }

  /** A phone receives it: it is in the ledger before the vendor answers. */
  async receive(facts: Omit<TextFacts, 'vendor' | 'sid' | 'account'> & { readonly account: ApiName }): Promise<Text> {
    const { text, durable } = this.ledger.receive({ ...facts, vendor: 'http', sid: this.ledger.nextId() }, 'queued');
    await durable;
    void this.progress.run(text, this.room.planFor(text));
    return text;
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

  private tell(receipt: Receipt) {
    const { text } = receipt;
    const { callback, statuses } = this.apis[text.account as ApiName];
    const isPhones = ['sending', 'sent', 'delivered', 'undelivered', 'failed'].includes(receipt.status);
    const status = own(statuses, receipt.status) ?? (isPhones ? undefined : receipt.status);
    if (!text.statusCallback || status === undefined) return undefined;
    const { contentType, body } = callback({ ...receipt, status });
    return this.sender.send({
      vendor: 'http',
      sid: text.sid,
      status,
      url: new URL(text.statusCallback),
      build: () => ({ headers: { 'content-type': contentType }, body }),
      connectMs: 5_000,
      readMs: 10_000,
      retries: 2,
      repeatsOn: ({ httpStatus }) => httpStatus !== 200,
    });
  }
}
