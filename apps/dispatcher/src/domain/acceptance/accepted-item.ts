import type { MessageContent, MessageFields, TimesAs } from '#libs/contracts';
import type { ErrorCode, NumberWarning } from '#libs/kernel';

/** Texts with more parts are refused: 1,600 characters of UCS-2 fill 24. */
export const MAX_SEGMENTS = 24;

/** `text` in NFC: the form that was counted. */
export interface AcceptedItem extends MessageFields, TimesAs<number>, MessageContent {
  /** Ms since the epoch. */
  readonly deadline: number;
  readonly warnings: NumberWarning[];
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
