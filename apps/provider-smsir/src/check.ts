import { CREDITS } from '#libs/kernel';
import { costOf, type AccountCheck, type VendorHttp } from '#libs/provider-kit';
import type { SmsirSecrets } from './config.ts';
import { headersOf } from './encode.ts';
import { dataOf, outcomeOf } from './outcomes.ts';

/** Asks for the account's credit: nothing is sent, and it succeeds only with a valid key. */
export async function checkAccount(
  http: VendorHttp,
  secrets: SmsirSecrets,
  signal: AbortSignal,
): Promise<AccountCheck> {
  const headers = headersOf(secrets);
  const result = await http.exchange({ method: 'GET', origin: secrets.apiUrl, path: '/v1/credit', headers, signal });
  const credit = dataOf(result);
  const left = costOf(credit, CREDITS);
  if (left && Number(credit) < 0) return { ok: true };
  if (left) return { ok: true, balance_micros: left.cost_micros, currency: left.currency };
  const answer = outcomeOf(result);
  const code = 'vendor_code' in answer && answer.vendor_code !== undefined ? { vendor_code: answer.vendor_code } : {};
  return { ok: false, ...(answer.outcome === 'vendor_fault' && { fault: answer.fault }), ...code };
}
