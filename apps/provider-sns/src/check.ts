import { GetSMSAttributesCommand } from '@aws-sdk/client-sns';
import type { AccountCheck } from '#libs/provider-kit';
import type { Clients } from './clients.ts';
import type { SnsSecrets } from './config.ts';
import { outcomeOf } from './outcomes.ts';
import type { Call, CallOptions } from './wire.ts';

/** Reads one attribute of the account: nothing is sent, and it succeeds only with valid credentials. */
export async function checkAccount(clients: Clients, secrets: SnsSecrets, signal: AbortSignal): Promise<AccountCheck> {
  const call: Call = { signal };
  const options: CallOptions = { call };
  try {
    const query = new GetSMSAttributesCommand({ attributes: ['DefaultSMSType'] });
    await clients.sns(secrets).send(query, options);
    return { ok: true };
  } catch (error) {
    const answer = outcomeOf(call.result, { error });
    const code = 'vendor_code' in answer && answer.vendor_code !== undefined ? { vendor_code: answer.vendor_code } : {};
    return { ok: false, ...(answer.outcome === 'vendor_fault' && { fault: answer.fault }), ...code };
  }
}
