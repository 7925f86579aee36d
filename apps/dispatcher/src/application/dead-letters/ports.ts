import type { Category, DeadLetter, DeadLetterState, Environment, MessageDocument } from '#libs/contracts';
import type { MessageKey, TenantId } from '#libs/kernel';

export interface DeadLetterFilterRecord {
  readonly tenant: TenantId;
  readonly environment?: Environment;
  readonly created_by?: string;
  readonly state?: DeadLetterState;
  readonly category?: Category;
  readonly route?: string;
  readonly from?: Date;
  readonly until?: Date;
}

/** The number of dead letters of one kind. */
export interface DeadLetterCount {
  readonly state: DeadLetterState;
  readonly route?: string;
  readonly category: Category;
  readonly count: number;
  /** When the first of them was accepted. */
  readonly oldest: Date;
}

/** Messages whose attempts were used up: a view on the ledger. */
export interface DeadLetters {
  /** Newest first, those before `after`. */
  list(filter: DeadLetterFilterRecord, limit: number, after?: MessageKey): Promise<MessageDocument[]>;
  counts(filter: DeadLetterFilterRecord): Promise<DeadLetterCount[]>;
  /** If it is still in `from`; false otherwise. */
  move(key: MessageKey, from: DeadLetter['state'], to: DeadLetter): Promise<boolean>;
}
