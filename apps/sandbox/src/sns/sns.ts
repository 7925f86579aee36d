import { clock, own } from '#libs/kernel';
import {
  Progress,
  type HostedVendor,
  type Ledger,
  type Receipt,
  type ReceiptPlan,
  type Text,
  type VendorRoom,
} from '#libs/sandbox-kit';
import type { SandboxConfig } from '../config/sandbox-config.ts';
import { DeliveryLog } from './delivery-log.ts';

export const SNS = 'sns';

/** Whose calls are answered. */
export interface AwsAccount {
  readonly id: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export interface OptOut {
  /** The vendor refuses the message; otherwise it takes it, and nobody gets it. */
  readonly atOnce: boolean;
}

/** The fake Amazon: one account, its SMS attributes, its opt-outs and its delivery log. */
export class Sns implements HostedVendor {
  /** Undefined: nobody is known here, and every call is refused. */
  readonly account: AwsAccount | undefined;
  readonly attributes = new Map<string, string>();
  readonly optOuts = new Map<string, OptOut>();
  readonly progress: Progress;
  readonly log: DeliveryLog;

  constructor(
    readonly room: VendorRoom,
    readonly ledger: Ledger,
    config: SandboxConfig,
  ) {
    this.account = accountOf(config);
    const { region = '', id = '' } = this.account ?? {};
    this.log = new DeliveryLog(`sns/${region}/${id}/DirectPublishToPhoneNumber`);
    this.progress = new Progress(ledger, (receipt) => this.write(receipt), shownAs);
  }

  /** The plan for one message: what its rule says, over the standing one. */
  planFor({ to, account }: Pick<Text, 'to' | 'account'>): ReceiptPlan {
    return { ...this.room.receipts, ...this.room.receiptRules.take({ operation: 'create', to, account })?.value };
  }

  /** Takes up what a stop interrupted; the log is written anew from the ledger. */
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

function accountOf(config: SandboxConfig): AwsAccount | undefined {
  const {
    awsAccessKeyId: accessKeyId,
    awsSecretAccessKey: secretAccessKey,
    awsRegion: region,
    awsAccountId: id,
  } = config;
  return accessKeyId && secretAccessKey ? { id, accessKeyId, secretAccessKey, region } : undefined;
}
