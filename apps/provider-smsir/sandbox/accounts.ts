/** An account that may call, by its key. */
export interface SmsirAccount {
  readonly apiKey: string;
  /** The first of them names the account in the ledger. */
  readonly lines: readonly string[];
  /** `sandbox`: a key of SMS.IR's own sandbox: one template, simulated results, no texts, no reports. */
  readonly kind: 'live' | 'sandbox';
  /** The status, 10 to 15, with which every call of it is refused. */
  readonly refuses?: number;
  /** In units of the price; without it the credit does not end. */
  readonly credit?: number;
}

/** A line of SMS.IR's own, from which templates are sent. */
export const SERVICE_LINE = '30007732';

export const nameOf = ({ lines, apiKey }: SmsirAccount): string => lines[0] ?? apiKey.slice(0, 8);

export class SmsirAccounts {
  private readonly accounts = new Map<string, SmsirAccount>();

  constructor(private readonly first?: SmsirAccount) {
    this.reset();
  }

  list(): readonly SmsirAccount[] {
    return [...this.accounts.values()];
  }

  get(apiKey: unknown): SmsirAccount | undefined {
    return typeof apiKey === 'string' ? this.accounts.get(apiKey) : undefined;
  }

  put(account: SmsirAccount): void {
    this.accounts.set(account.apiKey, account);
  }

  reset(): void {
    this.accounts.clear();
    if (this.first) this.put(this.first);
  }
}
