import { costOf, jsonObject, type AccountCheck, type VendorHttp } from '#libs/provider-kit';
import type { TwilioSecrets } from './config.ts';
import { authorization } from './encode.ts';
import { outcomeOf } from './outcomes.ts';

/** Asks for the account's balance: nothing is sent, and it succeeds only with valid credentials. */
export async function checkAccount(
  http: VendorHttp,
  secrets: TwilioSecrets,
  signal: AbortSignal,
): Promise<AccountCheck> {
  const result = await http.exchange({
    method: 'GET',
    origin: secrets.apiUrl,
    path: `/2010-04-01/Accounts/${encodeURIComponent(secrets.accountSid)}/Balance.json`,
    headers: ['authorization', authorization(secrets), 'accept', 'application/json'],
    signal,
  });
  if (result.kind === 'response' && result.status === 200) return balanceIn(result.body);
  const answer = outcomeOf(result);
  const code = 'vendor_code' in answer && answer.vendor_code !== undefined ? { vendor_code: answer.vendor_code } : {};
  return { ok: false, ...(answer.outcome === 'vendor_fault' && { fault: answer.fault }), ...code };
}

function balanceIn(body: string): AccountCheck {
  const { balance, currency } = jsonObject(body) ?? {};
  const left = costOf(balance, currency);
  return { ok: true, ...(left && { balance_micros: left.cost_micros, currency: left.currency }) };
}
