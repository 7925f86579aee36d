import { clock } from '#libs/kernel';
import {
  Progress,
  type CallbackSender,
  type HostedVendor,
  type Ledger,
  type PhoneText,
  type PhoneTextTaken,
  type Text,
  type TextFacts,
  type VendorRoom,
} from '#libs/sandbox-kit';
import { KavenegarAccounts } from './accounts.ts';
import { statusCallback, type Method } from './callback.ts';
import { hear, type ReceivedText } from './inbound.ts';
import { endsWith } from './numbers.ts';
import { shownAs, statusOf } from './statuses.ts';
import { Templates } from './templates.ts';

export const KAVENEGAR = 'kavenegar';
const HOUR_MS = 3_600_000;
/** How long Kavenegar knows a message by its own id, and by the client's. */
const BY_ID_MS = 48 * HOUR_MS;
const BY_LOCAL_ID_MS = 12 * HOUR_MS;
/** Statuses after which nothing changes. */
const ENDS = [6, 10, 11, 13, 14];

/** The fake Kavenegar: accounts, templates, client references, texts received, and a clock of its own. */
export class Kavenegar implements HostedVendor {
  readonly accounts: KavenegarAccounts;
  readonly templates = new Templates();
  readonly progress: Progress;
  inbox: ReceivedText[] = [];
  callbackMethod: Method = 'GET';
  /** How much later it is for Kavenegar. */
  aheadMs = 0;
  private lastInboundId = 0;
  private readonly byLocalId = new Map<string, Text>();

  constructor(
    readonly room: VendorRoom,
    readonly ledger: Ledger,
    readonly sender: CallbackSender,
    apiKey: string | undefined,
  ) {
    this.accounts = new KavenegarAccounts(apiKey);
    this.progress = new Progress(
      ledger,
      ({ text, status, extra }) => {
        const url = room.settings.statusUrl;
        return url ? sender.send(statusCallback(url, this.callbackMethod, text.sid, status, extra)) : undefined;
      },
      shownAs,
    );
  }

  /** A message that came in; `debugged`: no phone gets it. */
  accept(facts: TextFacts, debugged: boolean): { readonly text: Text; readonly done: Promise<void> } {
    const { text, durable } = debugged ? this.ledger.schedule(facts) : this.ledger.receive(facts, 'queued');
    if (debugged) this.ledger.move(text, shownAs('13'));
    this.keep(text);
    return { text, done: durable.then(() => this.lead(text)) };
  }

  hear(text: PhoneText): Promise<PhoneTextTaken> {
    return hear(this, text);
  }

  known(sid: string): Text | undefined {
    const text = this.ledger.texts.get(sid);
    return text?.vendor === KAVENEGAR && this.age(text) <= BY_ID_MS ? text : undefined;
  }

  knownByLocalId(account: string, localId: string): Text | undefined {
    const text = this.byLocalId.get(`${account} ${localId}`);
    return text && this.age(text) <= BY_LOCAL_ID_MS ? text : undefined;
  }

  /** Ids differ by ten and are exact in JSON: their first digits are the ledger's, so that two ledgers share none. */
  nextId(): string {
    const id = this.ledger.nextId();
    const series = Number.parseInt(id.slice(0, 8), 16) % 2 ** 18;
    const n = Number.parseInt(id.slice(8), 16) % 2 ** 30;
    return `${1 + series * 2 ** 30 + n}2`;
  }

  nextInboundId(): string {
    this.lastInboundId = Math.max(this.lastInboundId + 1, clock.now() * 1_000);
    return String(this.lastInboundId);
  }

  /** Resumes what a stop interrupted. */
  resume(): void {
    for (const text of this.ledger.texts.newest()) {
      if (text.vendor !== KAVENEGAR) continue;
      this.keep(text);
      if (!ENDS.includes(statusOf(text))) void this.lead(text, this.room.receipts.statuses.slice(-1));
    }
  }

  reset(): void {
    this.stop();
    this.accounts.reset();
    this.templates.reset();
    this.byLocalId.clear();
    this.inbox = [];
    this.callbackMethod = 'GET';
    this.aheadMs = 0;
  }

  stop(): void {
    this.progress.stop();
  }

  private async lead(text: Text, statuses?: readonly string[]): Promise<void> {
    if (statusOf(text) === 13) return;
    const plan = this.room.planFor(text);
    const end = endsWith(text.to);
    const led = this.progress.run(text, plan, statuses ?? (end === undefined ? plan.statuses : ['5', String(end)]));
    if (plan.beforeAnswer) await led;
  }

  private keep(text: Text): void {
    if (text.localId !== undefined) this.byLocalId.set(`${text.account} ${text.localId}`, text);
  }

  private age({ createdAt }: Text): number {
    return clock.now() + this.aheadMs - createdAt;
  }
}
