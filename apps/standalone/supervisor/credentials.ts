/** The result of trying the password and the key before they are printed: those that fail are not printed. */
export interface Tried {
  readonly username: string;
  readonly password: string;
  readonly apiKey: string;
}

export interface Account {
  readonly id: string;
  readonly vendor: string;
  readonly environment: string;
}

export interface Found {
  /** `unknown`: there was no clear answer. */
  readonly password: 'right' | 'wrong' | 'unknown';
  readonly key: 'right' | 'wrong' | 'unknown';
  /** Enabled accounts that send for real; absent if they could not be read. */
  readonly live?: readonly Pick<Account, 'id' | 'vendor'>[];
  /** Disabled because settings that named them once no longer do. */
  readonly unnamed?: readonly Account[];
}

interface SeenAccount extends Account {
  readonly enabled: boolean;
  readonly unnamed_at?: string;
}

const ANSWERS_WITHIN_MS = 5_000;

/**
 * Logs in and calls with the key, as a person would next, and reads the accounts that send for real or no longer do.
 */
export async function tryCredentials(address: string, { username, password, apiKey }: Tried): Promise<Found> {
  const accounts = `${address}/api/v1/vendor-accounts?limit=100`;
  const [login, byKey] = await Promise.all([
    answer(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    }),
    answer(accounts, { headers: { 'x-api-key': apiKey } }),
  ]);
  const token = (login?.body as { access_token?: string } | undefined)?.access_token;
  const byUser =
    token === undefined ? undefined : await answer(accounts, { headers: { authorization: `Bearer ${token}` } });
  const seen = [byUser, byKey].find((it) => it?.status === 200)?.body as { data?: readonly SeenAccount[] } | undefined;
  const live = seen?.data?.filter(({ environment, enabled }) => environment === 'live' && enabled);
  const unnamed = seen?.data?.filter(({ unnamed_at, enabled }) => unnamed_at !== undefined && !enabled);
  const tried = { password: verdict(login?.status), key: verdict(byKey?.status) };
  return { ...tried, ...(live && { live }), ...(unnamed && { unnamed }) };
}

/** A key without the scope for the call is still a valid key. */
function verdict(status: number | undefined): Found['key'] {
  if (status === 200 || status === 403) return 'right';
  return status === 401 ? 'wrong' : 'unknown';
}

async function answer(url: string, init: RequestInit): Promise<{ status: number; body: unknown } | undefined> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    return { status: response.status, body: await response.json() };
  } catch {
    return undefined;
  }
}
