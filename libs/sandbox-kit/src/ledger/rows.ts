/** The rows of the ledger. `n` rises over all epochs; `at` is in milliseconds since the epoch. */
interface RowHead {
  readonly n: number;
  readonly at: number;
}

/** A vendor's data about a text besides its content; stored in the row unchanged. */
export interface VendorDetails {
  readonly statusCallback?: string;
  /** The messaging service through which it was sent. */
  readonly service?: string;
  /** Addresses of its media. */
  readonly media?: readonly string[];
  /** The vendor's own template that the text was made of, and the values in it. */
  readonly template?: { readonly code: string; readonly tokens: Readonly<Record<string, string>> };
  /** The customer's own id of it, for vendors that know one. */
  readonly localId?: string;
  /** Of a message with media, where the vendor has one. */
  readonly subject?: string;
  /** Ids of the media that the vendor fetched, in `MediaStore`. */
  readonly fetched?: readonly string[];
  /** `Transactional` or `Promotional`, if the vendor has these types. */
  readonly smsType?: string;
  /** When a scheduled one is due. */
  readonly sendAt?: number;
  /** Of a text that another phone sent. */
  readonly phone?: SendingPhone;
  /** The grant under which that phone sent it, if it was told. */
  readonly fence?: number;
}

/** The phone whose radio sent a text, or a part of one. */
export interface SendingPhone {
  readonly name: string;
  readonly label: string;
  /** Slot of its SIM. */
  readonly sim: number;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
}

export interface TextFacts extends VendorDetails {
  readonly vendor: string;
  readonly account: string;
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly segments: number;
}

/** A phone received this text. One row is one text that a person would have received. */
export type TextRow = RowHead & TextFacts & { readonly kind: 'text' };
/** The vendor holds it until it is due; no phone has it yet. */
export type ScheduledRow = RowHead & TextFacts & { readonly kind: 'scheduled' };

export interface StatusRow extends RowHead {
  readonly kind: 'status';
  readonly vendor: string;
  readonly sid: string;
  readonly status: string;
  readonly errorCode?: number | string;
}

export interface FaultRow extends RowHead {
  readonly kind: 'fault';
  readonly vendor: string;
  readonly rule: number;
  readonly fault: string;
  readonly operation: string;
  readonly to?: string;
}

/** The vendor was told to delete the content, or the whole text. The phone keeps it. */
export interface ForgottenRow extends RowHead {
  readonly kind: 'redacted' | 'deleted';
  readonly vendor: string;
  readonly sid: string;
}

/** The first row of every file. */
export interface EpochRow extends RowHead {
  readonly kind: 'epoch';
  readonly epoch: number;
  /** 8 hex digits, random for each new folder: vendor ids of two ledgers never collide. */
  readonly series: string;
}

export type Row = TextRow | ScheduledRow | StatusRow | FaultRow | ForgottenRow | EpochRow;
export type RowKind = Row['kind'];
export const ROW_KINDS = ['text', 'scheduled', 'status', 'fault', 'redacted', 'deleted', 'epoch'] as const;

/** A row before it has its number. */
export type NewRow<R extends Row = Row> = R extends Row ? Omit<R, 'n'> : never;

/** `n` and `kind` come first, so that a row's kind is known without parsing it. */
export function encodeRow(n: number, { kind, ...rest }: NewRow): string {
  return `{"n":${n},"kind":"${kind}",${JSON.stringify(rest).slice(1)}`;
}

export function kindOf(line: string): string {
  const start = line.indexOf('"kind":"') + 8;
  return line.slice(start, line.indexOf('"', start));
}

/** A quote inside a JSON string is escaped, so this only finds the field. */
export const isOfVendor = (line: string, vendor: string): boolean =>
  line.includes(`"vendor":${JSON.stringify(vendor)}`);
