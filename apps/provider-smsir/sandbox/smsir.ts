import { clock } from '#libs/kernel';
import {
  Progress,
  Waits,
  type HostedVendor,
  type Ledger,
  type PhoneText,
  type PhoneTextTaken,
  type Text,
  type VendorRoom,
} from '#libs/sandbox-kit';
import { SmsirAccounts, type SmsirAccount } from './accounts.ts';
import { isOver, shownAs } from './delivery-states.ts';
import { magicEnd } from './magic-numbers.ts';
import { Received } from './received.ts';
import { SmsirTemplates } from './templates.ts';

export const SMSIR = 'smsir';

/** The fake SMS.IR: accounts, templates, its blacklist, texts received, and texts that are not finished yet. */
export class Smsir implements HostedVendor {
  readonly accounts: SmsirAccounts;
  readonly templates = new SmsirTemplates();
  readonly blacklist = new Set<string>();
  readonly received = new Received();
  /** How often a list shows a text; once unless given, as if its page had shifted while it was read. */
  readonly listed = new Map<string, number>();
  /** SMS.IR does not call back: its reports show the state. */
  readonly progress: Progress;
  private readonly due = new Waits();

  constructor(
    readonly room: VendorRoom,
    readonly ledger: Ledger,
    account: SmsirAccount | undefined,
  ) {
    this.accounts = new SmsirAccounts(account);
    this.progress = new Progress(ledger, () => undefined, shownAs);
  }

  /** An integer that no other row of any ledger has, and that JSON carries exactly. */
  nextId(): string {
    const id = this.ledger.nextId();
    const series = Number.parseInt(id.slice(0, 8), 16) % 2 ** 20;
    return String(series * 2 ** 32 + Number.parseInt(id.slice(8), 16));
  }

  async lead(text: Text): Promise<void> {
    const plan = this.room.planFor(text);
    const end = magicEnd(text.to);
    const led = this.progress.run(text, end === undefined ? plan : { ...plan, mode: 'on', statuses: [end] });
    if (plan.beforeAnswer) await led;
  }

  /** Sends a scheduled text when it is due. */
  async awaitDue(text: Text): Promise<void> {
    const passed = await this.due.wait(Math.max(0, (text.sendAt ?? 0) - clock.now()));
    if (!passed || text.status !== 'scheduled') return;
    this.ledger.release(text, 'queued');
    await this.lead(text);
  }

  /** A person's text from a phone: it is in the lists of texts received. */
  hear({ from, to: line, body }: Omit<PhoneText, 'account'>, at = clock.now()): Promise<PhoneTextTaken> {
    return Promise.resolve({ sid: this.received.add({ from, line, body, at }) });
  }

  /** Resumes what a stop interrupted. */
  resume(): void {
    for (const text of this.ledger.texts.newest()) {
      if (text.vendor !== SMSIR || isOver(text.status)) continue;
      void (text.status === 'scheduled' ? this.awaitDue(text) : this.lead(text));
    }
  }

  reset(): void {
    this.stop();
    this.accounts.reset();
    this.templates.reset();
    this.blacklist.clear();
    this.received.clear();
    this.listed.clear();
  }

  stop(): void {
    this.progress.stop();
    this.due.breakOff();
  }
}
