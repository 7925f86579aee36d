import { costOf, type AccountCheck, type VendorHttp } from '#libs/provider-kit';
import type { HttpSecrets } from './account.ts';
import { encodeCheck } from './encode.ts';
import { jsonOf, outcomeOf } from './outcomes.ts';
import type { Api } from './parse-description.ts';
import { readFirst } from './read-path.ts';

/** Makes the call that the description names; without one nothing can be said against the account. */
export async function checkAccount(
  http: VendorHttp,
  api: Api,
  secrets: HttpSecrets,
  signal: AbortSignal,
): Promise<AccountCheck> {
  const { check } = api;
  if (!check) return { ok: true };
  const result = await http.exchange({ ...encodeCheck(check, secrets), signal });
  const body = result.kind === 'response' && result.status === 200 ? jsonOf(result.body) : undefined;
  if (body !== undefined) return { ok: true, ...balanceIn(body, check) };
  if (result.kind === 'response' && result.status === 401)
    return { ok: false, fault: 'misconfigured', vendor_code: '401' };
  const answer = outcomeOf(result, api);
  const code = 'vendor_code' in answer && answer.vendor_code !== undefined ? { vendor_code: answer.vendor_code } : {};
  return { ok: false, ...(answer.outcome === 'vendor_fault' && { fault: answer.fault }), ...code };
}

function balanceIn(body: unknown, { balance, currency = '' }: NonNullable<Api['check']>) {
  const amount = balance && readFirst(body, balance);
  const left = costOf(amount, readFirst(body, currency) ?? currency);
  return left && { balance_micros: left.cost_micros, currency: left.currency };
}
