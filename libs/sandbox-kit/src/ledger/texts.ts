import type { ScheduledRow, TextRow, VendorDetails } from './rows.ts';

/** A text in the vendor's present state. */
export interface Text extends VendorDetails {
  readonly n: number;
  readonly vendor: string;
  readonly account: string;
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly segments: number;
  readonly createdAt: number;
  /** When the phone received it; undefined for a scheduled one. */
  receivedAt: number | undefined;
  /** What the phone shows. */
  readonly body: string;
  /** The vendor has deleted the content. */
  redacted: boolean;
  /** The vendor has deleted the whole text. */
  deleted: boolean;
  status: string;
  errorCode: number | string | undefined;
  updatedAt: number;
  sentAt: number | undefined;
}

/** The newest texts in memory, by id, by number and in order; the oldest are removed when there are too many. */
export class Texts {
  private readonly bySid = new Map<string, Text>();
  private readonly byNumber = new Map<string, Text[]>();
  private readonly statuses = new Map<string, number>();
  private order: Text[] = [];
  private dropped = 0;

  constructor(private readonly keep: number) {}

  add(row: TextRow | ScheduledRow, status: string): Text {
    const known = this.bySid.get(row.sid);
    if (known) return this.receive(known, row.at);
    const { n, at, kind, ...facts } = row;
    const received = kind === 'text' ? at : undefined;
    const text: Text = {
      ...facts,
      n,
      createdAt: at,
      receivedAt: received,
      redacted: false,
      deleted: false,
      status,
      errorCode: undefined,
      updatedAt: at,
      sentAt: undefined,
    };
    this.insert(text);
    return text;
  }

  get(sid: string): Text | undefined {
    return this.bySid.get(sid);
  }

  move(text: Text, status: string, at: number, errorCode?: number | string): void {
    this.tally(text.status, -1);
    text.status = status;
    text.errorCode = errorCode;
    text.updatedAt = at;
    if (status === 'sent') text.sentAt ??= at;
    this.tally(status, 1);
  }

  /** Newest first. */
  ofNumber(number: string): readonly Text[] {
    return this.byNumber.get(number)?.toReversed() ?? [];
  }

  /** Newest first. */
  *newest(): Generator<Text> {
    for (let index = this.order.length - 1; index >= this.dropped; index--) yield this.order[index]!;
  }

  numbers(): number {
    return this.byNumber.size;
  }

  byStatus(): Record<string, number> {
    return Object.fromEntries([...this.statuses].filter(([, count]) => count > 0));
  }

  clear(): void {
    for (const map of [this.bySid, this.byNumber, this.statuses]) map.clear();
    this.order = [];
    this.dropped = 0;
  }

  private insert(text: Text): void {
    this.bySid.set(text.sid, text);
    this.order.push(text);
    const sameNumber = this.byNumber.get(text.to);
    if (sameNumber) sameNumber.push(text);
    else this.byNumber.set(text.to, [text]);
    this.tally(text.status, 1);
    if (this.bySid.size > this.keep) this.dropOldest();
  }

  private receive(text: Text, at: number): Text {
    text.receivedAt = at;
    return text;
  }

  private dropOldest(): void {
    const oldest = this.order[this.dropped]!;
    this.order[this.dropped++] = undefined as never;
    this.bySid.delete(oldest.sid);
    const sameNumber = this.byNumber.get(oldest.to)!;
    sameNumber.shift();
    if (sameNumber.length === 0) this.byNumber.delete(oldest.to);
    this.tally(oldest.status, -1);
    if (this.dropped > 10_000 && this.dropped * 2 > this.order.length) {
      this.order = this.order.slice(this.dropped);
      this.dropped = 0;
    }
  }

  private tally(status: string, by: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + by);
  }
}
