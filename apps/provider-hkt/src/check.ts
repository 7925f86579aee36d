import { answerWithoutResponse, type AccountCheck, type VendorHttp } from '#libs/provider-kit';
import type { HktSecrets } from './config.ts';

/**
 * HKT has no call that proves an account without a text: it is called without a number and without a text, so that it
 * can send nothing. An answer says that the gateway is there, unless it refuses the caller, is of another address or is a
 * server error; only a text shows whether it takes the application.
 */
export async function checkAccount(http: VendorHttp, secrets: HktSecrets, signal: AbortSignal): Promise<AccountCheck> {
  const { origin, pathname } = new URL(secrets.gatewayUrl);
  const result = await http.exchange({ method: 'GET', origin, path: pathname, headers: [], signal });
  if (result.kind !== 'response') {
    const answer = answerWithoutResponse(result);
    const code = 'vendor_code' in answer && answer.vendor_code !== undefined ? { vendor_code: answer.vendor_code } : {};
    return { ok: false, ...(answer.outcome === 'vendor_fault' && { fault: answer.fault }), ...code };
  }
  return isOfGateway(result.status) ? { ok: true } : { ok: false, vendor_code: `http_${result.status}` };
}

const isOfGateway = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500 && ![401, 403, 404, 410].includes(status));
