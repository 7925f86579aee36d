import { clock, own } from '#libs/kernel';
import { Progress, type HostedVendor, type Ledger, type Receipt, type Text, type VendorRoom } from '#libs/sandbox-kit';
import { DeliveryLog } from './delivery-log.ts';

export const SNS = 'sns';

/** The account whose calls are accepted. */
export interface AwsAccount {
  readonly id: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export interface OptOut {
  /** The vendor refuses the message; otherwise it accepts it, and it is not delivered. */
  readonly atOnce: boolean;
}

/** The fake Amazon: one account, its SMS attributes, its opt-outs and its delivery log. */
export class Sns implements HostedVendor {
  readonly attributes = new Map<string, string>();
  readonly optOuts = new Map<string, OptOut>();
  readonly progress: Progress;
  readonly log: DeliveryLog;

  constructor(
    readonly room: VendorRoom,
    readonly ledger: Ledger,
    /** Undefined: there is no account, and every call is refused. */
    readonly account: AwsAccount | undefined,
  ) {
    const { region = '', id = '' } = this.account ?? {};
    this.log = new DeliveryLog(`sns/${region}/${id}/DirectPublishToPhoneNumber`);
    this.progress = new Progress(ledger, (receipt) => this.write(receipt), shownAs);
  }

  /** Resumes what a stop interrupted; the log is rebuilt from the ledger. */
  resume(): void {
    for (const text of [...this.ledger.texts.newest()].toReversed()) {
      if (text.vendor !== SNS) continue;
      const status = own(ENDS, text.status);
      if (status) this.log.write(this.delivery(text, status, text.errorCode, {}), text.updatedAt);
      else void this.progress.run(text, this.room.receipts);
    }
  }

  reset(): void {
    this.stop();
    this.attributes.clear();
    this.optOuts.clear();
    this.log.clear();
  }

  stop(): void {
    this.progress.stop();
  }

  private write({ text, status, errorCode, extra }: Receipt): undefined {
    this.log.write(this.delivery(text, status, errorCode, extra), clock.now());
  }

  private delivery(text: Text, status: string, response: number | string | undefined, extra: Receipt['extra']) {
    const usual = status === 'SUCCESS' ? ACCEPTED : UNKNOWN_ERROR;
    const price = Number((Number(this.room.settings.price) * text.segments).toFixed(6));
    return { text, status, providerResponse: String(response ?? usual), price, extra };
  }
}

const ACCEPTED = 'Message has been accepted by phone carrier';
const UNKNOWN_ERROR = 'Unknown error attempting to reach phone';

const ENDS: Readonly<Record<string, string>> = { delivered: 'SUCCESS', undelivered: 'FAILURE' };
const shownAs = (status: string): string => Object.keys(ENDS).find((shown) => ENDS[shown] === status) ?? status;
