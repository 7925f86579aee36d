import { createHash } from 'node:crypto';

/** An account that may call; its key is in the path of every call. */
export interface KavenegarAccount {
  readonly key: string;
  readonly disabled: boolean;
  /** The first one is the default. If it is the only rule, any other line is refused; empty: every line is taken. */
  readonly lines: readonly string[];
  readonly remaincredit: number;
  /** Accepts messages and sends none. */
  readonly debugmode: boolean;
  /** Only told by `account/config`. */
  readonly resendfailed: boolean;
  /** How `verify/lookup` writes its one entry: both forms are documented. */
  readonly lookupEntries: 'array' | 'object';
}

const USUAL = {
  disabled: false,
  lines: [],
  remaincredit: 1_000_000_000,
  debugmode: false,
  resendfailed: false,
  lookupEntries: 'array',
} as const;

export const DEFAULT_LINE = '10004346';

export class KavenegarAccounts {
  private readonly accounts = new Map<string, KavenegarAccount>();

  constructor(private readonly first: string | undefined) {
    this.reset();
  }

  list(): readonly KavenegarAccount[] {
    return [...this.accounts.values()];
  }

  get(key: string): KavenegarAccount | undefined {
    return this.accounts.get(key);
  }

  /** Changes an account, the first one unless a key is given; a new key is a new account. */
  put({ key = this.first ?? '', ...change }: Partial<KavenegarAccount>): void {
    this.accounts.set(key, { ...USUAL, ...this.accounts.get(key), ...change, key });
  }

  spend({ key, remaincredit }: KavenegarAccount, cost: number): void {
    this.put({ key, remaincredit: remaincredit - cost });
  }

  reset(): void {
    this.accounts.clear();
    if (this.first) this.put({});
  }
}

/** An account's name in the ledger, which does not have its key. */
export const nameOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 12);
