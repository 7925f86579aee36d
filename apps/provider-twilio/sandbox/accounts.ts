import { own } from '#libs/kernel';

/** An account that may call, with its senders. */
export interface TwilioAccount {
  readonly sid: string;
  readonly authToken: string;
  /** `test`: Twilio's test credentials: magic senders only, no callbacks, only creating. */
  readonly kind: 'live' | 'test';
  /** If given, any other sender is refused. */
  readonly senders?: readonly string[];
  /** API keys: `SK...` and its secret. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly suspended?: boolean;
}

export class TwilioAccounts {
  private readonly accounts = new Map<string, TwilioAccount>();

  constructor(private readonly first?: TwilioAccount) {
    this.reset();
  }

  list(): readonly TwilioAccount[] {
    return [...this.accounts.values()];
  }

  get(sid: string): TwilioAccount | undefined {
    return this.accounts.get(sid);
  }

  put(account: TwilioAccount): void {
    this.accounts.set(account.sid, account);
  }

  reset(): void {
    this.accounts.clear();
    if (this.first) this.put(this.first);
  }

  /** The account of an `Authorization` header. */
  authenticated(authorization: string | undefined): TwilioAccount | undefined {
    const [user, password] = credentials(authorization);
    if (!user || !password) return undefined;
    const named = this.accounts.get(user);
    if (named) return named.authToken === password ? named : undefined;
    return this.list().find(({ keys }) => keys && own(keys, user) === password);
  }
}

function credentials(authorization = ''): [user?: string, password?: string] {
  if (!/^basic /i.test(authorization)) return [];
  const pair = Buffer.from(authorization.slice(6), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? [] : [pair.slice(0, colon), pair.slice(colon + 1)];
}
