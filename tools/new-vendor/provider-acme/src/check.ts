import { costOf, jsonObject, type AccountCheck, type VendorHttp } from '#libs/provider-kit';
import type { AcmeSecrets } from './config.ts';
import { headersOf } from './encode.ts';
import { outcomeOf } from './outcomes.ts';

/** Asks for the account's balance: nothing is sent, and it succeeds only with valid credentials. */
export async function checkAccount(http: VendorHttp, secrets: AcmeSecrets, signal: AbortSignal): Promise<AccountCheck> {
  const result = await http.exchange({
    method: 'GET',
    origin: secrets.apiUrl,
    path: '/acme/balance',
    headers: headersOf(secrets),
    signal,
  });
  if (result.kind === 'response' && result.status === 200) {
    const { balance, currency } = jsonObject(result.body) ?? {};
    const left = costOf(balance, currency);
    return { ok: true, ...(left && { balance_micros: left.cost_micros, currency: left.currency }) };
  }
  const answer = outcomeOf(result);
  const code = 'vendor_code' in answer && answer.vendor_code !== undefined ? { vendor_code: answer.vendor_code } : {};
  return { ok: false, ...(answer.outcome === 'vendor_fault' && { fault: answer.fault }), ...code };
}
