import { clock } from '#libs/kernel';
import {
  carriesErrorCode,
  Progress,
  Waits,
  wrong,
  type CallbackSender,
  type HostedVendor,
  type Ledger,
  type MediaStore,
  type PhoneText,
  type Text,
  type VendorRoom,
} from '#libs/sandbox-kit';
import { TwilioAccounts, type TwilioAccount } from './accounts.ts';
import { receiptCallback } from './callback.ts';
import { inboundUrl, sendInbound, type InboundText, type TextTaken } from './inbound.ts';
import { OptOuts } from './opt-outs.ts';

export const TWILIO = 'twilio';

/** The fake Twilio: accounts, opt-outs, and texts that are not finished yet. */
export class Twilio implements HostedVendor {
  readonly accounts: TwilioAccounts;
  readonly optOuts = new OptOuts();
  readonly progress: Progress;
  private readonly due = new Waits();

  constructor(
    readonly room: VendorRoom,
    readonly ledger: Ledger,
    readonly sender: CallbackSender,
    readonly media: MediaStore,
    account: TwilioAccount | undefined,
  ) {
    this.accounts = new TwilioAccounts(account);
    this.progress = new Progress(ledger, (receipt) => {
      const callback = receiptCallback(receipt, this.accounts);
      return callback && sender.send(callback);
    });
  }

  /** Moves a text on a phone through its statuses; resolves when the last callback has ended. */
  lead(text: Text, plan = this.room.planFor(text)): Promise<void> {
    const statuses = text.status === 'accepted' ? ['queued', ...plan.statuses] : plan.statuses;
    return this.progress.run(text, plan, statuses);
  }

  /** Sends a scheduled text when it is due. */
  async awaitDue(text: Text): Promise<void> {
    const passed = await this.due.wait(Math.max(0, (text.sendAt ?? 0) - clock.now()));
    if (!passed || text.status !== 'scheduled') return;
    this.ledger.release(text, 'queued');
    await this.lead(text);
  }

  /** A person's text from a phone. */
  hear({ account: sid, ...text }: PhoneText): Promise<TextTaken> {
    const account = this.accountOf(sid);
    if (!account) throw wrong('account: there is none.');
    return this.take(account, text);
  }

  take(account: TwilioAccount, text: InboundText): Promise<TextTaken> {
    const url = text.url ?? inboundUrl(this, account);
    if (!url) throw wrong('url: say where the text goes, or set inboundUrl.');
    return sendInbound(this, account, { ...text, url });
  }

  accountOf(sid: string | undefined): TwilioAccount | undefined {
    return sid === undefined ? this.accounts.list()[0] : this.accounts.get(sid);
  }

  /** Resumes what a stop interrupted. */
  resume(): void {
    for (const text of this.ledger.texts.newest()) {
      if (text.vendor !== TWILIO || isOver(text.status)) continue;
      if (text.status === 'scheduled') void this.awaitDue(text);
      else void this.progress.run(text, this.room.receipts, rest(this.room.receipts.statuses, text.status));
    }
  }

  /** Stops everything that runs; only the account of the start is left. */
  reset(): void {
    this.stop();
    this.accounts.reset();
    this.optOuts.clear();
  }

  stop(): void {
    this.progress.stop();
    this.due.breakOff();
  }
}

const isOver = (status: string): boolean =>
  status === 'delivered' || status === 'canceled' || status === 'read' || carriesErrorCode(status);

const rest = (statuses: readonly string[], reached: string): readonly string[] =>
  statuses.slice(statuses.indexOf(reached) + 1);
