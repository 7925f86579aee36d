import type { Callback } from '#libs/sandbox-kit';

export type Method = 'GET' | 'POST';

/** What the panel's addresses are called with; nothing is signed. */
export function statusCallback(
  url: string,
  method: Method,
  sid: string,
  status: string,
  extra: Readonly<Record<string, string>>,
): Callback {
  return callback(url, method, sid, status, { messageid: sid, status, ...extra });
}

export function callback(
  address: string,
  method: Method,
  sid: string,
  status: string,
  fields: Readonly<Record<string, string>>,
): Callback {
  const url = new URL(address);
  if (method === 'GET') for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return {
    vendor: 'kavenegar',
    sid,
    status,
    url,
    method,
    build: () => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    }),
    connectMs: 5_000,
    readMs: 15_000,
    retries: 0,
    repeatsOn: () => false,
  };
}
