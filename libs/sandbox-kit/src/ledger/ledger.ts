import { clock, own } from '#libs/kernel';
import { beginEpoch, createEpochFile, openNewestEpoch, type Epoch } from './epochs.ts';
import { pageOf, type PageOfRows, type RowQuery } from './pages.ts';
import {
  encodeRow,
  type FaultRow,
  type ForgottenRow,
  type NewRow,
  type Row,
  type StatusRow,
  type TextFacts,
} from './rows.ts';
import { Texts, type Text } from './texts.ts';

/** Gets changes in the turn in which they happen. */
export interface LedgerWatcher {
  received(text: Text): void;
  moved(text: Text): void;
  reset(): void;
}

interface Counts {
  texts: number;
  faults: number;
  byVendor: Record<string, number>;
}

const noCounts = (): Counts => ({ texts: 0, faults: 0, byVendor: {} });

/** The texts that phones received, in order: on disk first, the newest part also in memory. */
export class Ledger {
  readonly texts: Texts;
  private readonly watchers: LedgerWatcher[] = [];
  private counted = noCounts();
  private current!: Epoch;
  private resetting: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    keep: number,
  ) {
    this.texts = new Texts(keep);
  }

  static async open(folder: string, keep: number): Promise<Ledger> {
    const ledger = new Ledger(folder, keep);
    ledger.current = await openNewestEpoch(folder, (row) => ledger.restore(row));
    return ledger;
  }

  get epoch(): number {
    return this.current.epoch;
  }

  get counts(): Readonly<Counts> {
    return this.counted;
  }

  watch(watcher: LedgerWatcher): void {
    this.watchers.push(watcher);
  }

  /** An id's 32 hex digits, computed from the number of the next row. */
  nextId(): string {
    return this.current.series + this.nextN().toString(16).padStart(24, '0');
  }

  /** A phone receives the text. `durable` resolves when the row is in the file; no vendor answers before that. */
  receive(facts: TextFacts, status: string): { text: Text; durable: Promise<void> } {
    return this.take('text', facts, status);
  }

  /** Resolves when every row so far is on the disk itself, and not only in the file. */
  sync(): Promise<void> {
    return this.current.file.sync();
  }

  /** The vendor keeps the text until it is due. */
  schedule(facts: TextFacts): { text: Text; durable: Promise<void> } {
    return this.take('scheduled', facts, 'scheduled');
  }

  /** A scheduled text reaches its phone. */
  release(text: Text, status: string): void {
    const { vendor, account, sid, to, from, body, segments, statusCallback, service, media, fetched, sendAt } = text;
    const facts = { vendor, account, sid, to, from, body, segments, statusCallback, service, media, fetched, sendAt };
    this.take('text', facts, status);
  }

  /** The status is written to the disk with the next write; no caller waits for it. */
  move(text: Text, status: string, errorCode?: number | string): void {
    this.moveInMemory(text, status, errorCode);
    this.note({ kind: 'status', at: text.updatedAt, vendor: text.vendor, sid: text.sid, status, errorCode });
  }

  /** For a status that follows from the settings, so that a restart computes it again without a row. */
  moveInMemory(text: Text, status: string, errorCode?: number | string): void {
    this.texts.move(text, status, clock.now(), errorCode);
    for (const watcher of this.watchers) watcher.moved(text);
  }

  forget(text: Text, what: 'redacted' | 'deleted'): void {
    text[what] = true;
    this.note({ kind: what, at: clock.now(), vendor: text.vendor, sid: text.sid });
  }

  noteFault(fault: Omit<NewRow<FaultRow>, 'kind' | 'at'>): void {
    this.counted.faults += 1;
    this.note({ kind: 'fault', at: clock.now(), ...fault });
  }

  page(query: RowQuery): Promise<PageOfRows> {
    return pageOf(this.current, query);
  }

  /** Begins a new epoch; the old file stays in the folder, and `n` continues. */
  reset(): Promise<void> {
    const turn = this.resetting.then(() => this.beginNext());
    this.resetting = turn.catch(() => {});
    return turn;
  }

  async close(): Promise<void> {
    await this.resetting;
    await this.current.file.close();
  }

  private nextN(): number {
    return this.current.firstN + this.current.file.length;
  }

  private take(kind: 'text' | 'scheduled', facts: TextFacts, status: string): { text: Text; durable: Promise<void> } {
    const row = { kind, at: clock.now(), ...facts };
    const n = this.nextN();
    const durable = this.append(row);
    const text = this.texts.add({ n, ...row }, status);
    if (text.status !== status) this.texts.move(text, status, row.at);
    if (kind === 'text') {
      this.count(facts.vendor);
      for (const watcher of this.watchers) watcher.received(text);
    }
    return { text, durable };
  }

  /** No caller waits for it; if it fails, the next text cannot be confirmed either. */
  private note(row: NewRow): void {
    this.append(row).catch(() => {});
  }

  private append(row: NewRow): Promise<void> {
    return this.current.file.append(encodeRow(this.nextN(), row));
  }

  private async beginNext(): Promise<void> {
    const old = this.current;
    const file = await createEpochFile(this.folder, old.epoch + 1);
    // Within one turn: every row before it belongs to the old epoch, every row after it to the new one.
    const { epoch, durable } = beginEpoch(file, { epoch: old.epoch + 1, series: old.series, n: this.nextN() });
    this.current = epoch;
    this.counted = noCounts();
    this.texts.clear();
    for (const watcher of this.watchers) watcher.reset();
    await durable;
    await old.file.close();
  }

  private restore(row: Row): void {
    if (row.kind === 'text' || row.kind === 'scheduled') {
      this.texts.add(row, row.kind === 'text' ? 'queued' : 'scheduled');
      if (row.kind === 'text') this.count(row.vendor);
    } else if (row.kind === 'fault') this.counted.faults += 1;
    else if (row.kind !== 'epoch') this.restoreChange(row);
  }

  private restoreChange(row: StatusRow | ForgottenRow): void {
    const text = this.texts.get(row.sid);
    if (!text) return;
    if (row.kind === 'status') this.texts.move(text, row.status, row.at, row.errorCode);
    else text[row.kind] = true;
  }

  private count(vendor: string): void {
    this.counted.texts += 1;
    this.counted.byVendor[vendor] = (own(this.counted.byVendor, vendor) ?? 0) + 1;
  }
}
