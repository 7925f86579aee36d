import type { MessageContent, MessageFields } from '#libs/contracts';
import type { ErrorCode, NumberWarning } from '#libs/kernel';

/** More parts than this are refused: 1,600 characters of UCS-2 fill 24. */
export const MAX_SEGMENTS = 24;

/** `text` in NFC: the form that was counted. */
export interface AcceptedItem extends MessageFields, MessageContent {
  /** Ms since the epoch. */
  readonly deadline: number;
  readonly warnings: NumberWarning[];
  /** Ms since the epoch: nothing is sent before. Absent where it may go at once. */
  readonly send_at?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** `detail` is a sentence for the caller, without number or text. */
export interface RefusedItem {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly detail: string;
}

export type Gated = ({ readonly ok: true } & AcceptedItem) | RefusedItem;

export const refused = (code: ErrorCode, detail: string): RefusedItem => ({ ok: false, code, detail });
