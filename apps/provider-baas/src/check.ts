import { answerWithoutResponse, type AccountCheck, type ItemAnswer, type VendorHttp } from '#libs/provider-kit';
import type { BaasSecrets } from './config.ts';
import { authorization, historyPath } from './encode.ts';
import { envelopeIn } from './envelope.ts';
import { outcomeOf } from './outcomes.ts';

/** No group has this number. */
const NO_GROUP = '0';

/**
 * Asks for the history of a group that does not exist: nothing is sent. BaaS refuses a wrong key; a version without a
 * history answers 404, which says nothing about the key.
 */
export async function checkAccount(http: VendorHttp, secrets: BaasSecrets, signal: AbortSignal): Promise<AccountCheck> {
  const path = historyPath(secrets, NO_GROUP);
  const headers = [...authorization(secrets), 'accept', 'application/json'];
  const result = await http.exchange({ method: 'GET', origin: secrets.apiUrl, path, headers, signal });
  if (result.kind !== 'response') return notWell(answerWithoutResponse(result));
  if (result.status === 404 || (result.status < 300 && envelopeIn(result.body)?.isSuccess)) return { ok: true };
  return notWell(outcomeOf(result));
}

function notWell(answer: ItemAnswer): AccountCheck {
  const code = 'vendor_code' in answer && answer.vendor_code !== undefined ? { vendor_code: answer.vendor_code } : {};
  return { ok: false, ...(answer.outcome === 'vendor_fault' && { fault: answer.fault }), ...code };
}
