import type { LookupItem } from '#libs/contracts';
import { clock, type Times } from '#libs/kernel';
import type { HttpResult, LookUpAnswer, VendorHttp } from '#libs/provider-kit';
import { call, idOf, readAnswer, type KavenegarAnswer } from './api.ts';
import type { KavenegarSecrets } from './config.ts';
import { localIdOf } from './encode.ts';

const HOUR_MS = 3_600_000;
/** Kavenegar knows a client reference for 12 hours. Its clock is not ours. */
const KNOWN_MS = 11 * HOUR_MS;
/** The status of an id that Kavenegar does not have. */
const UNKNOWN_ID = '100';

interface LookUpOptions {
  /** No byte leaves after `sendBeforeMs`; Kavenegar has the rest of the grace to store the message. */
  readonly times: Pick<Times, 'graceMs'>;
  readonly signal: AbortSignal;
}

/**
 * Asks by the client reference; undefined while Kavenegar may still store the message. A message by template has no
 * reference, and nothing else tells it from others to its number, so that a look-up of it proves nothing.
 */
export async function lookUpMessage(
  http: VendorHttp,
  item: LookupItem,
  secrets: KavenegarSecrets,
  { times, signal }: LookUpOptions,
): Promise<LookUpAnswer | undefined> {
  if (item.template) return { result: 'inconclusive' };
  const localid = localIdOf(item.id);
  const result = await call(http, secrets, 'sms/statuslocalmessageid', { localid }, { signal });
  const { entries } = answerIn(result);
  const ours = entries.filter((entry) => entry.localid === undefined || entry.localid === localid);
  const found = ours.find((entry) => idOf(entry) !== undefined && String(entry.status) !== UNKNOWN_ID);
  if (found) return { result: 'found', vendor_message_id: idOf(found)! };

  const age = clock.now() - item.sent_after;
  const saysNothing = entries.length === 0 || ours.some(({ status }) => String(status) === UNKNOWN_ID);
  if (!saysNothing || age > KNOWN_MS) return { result: 'inconclusive' };
  return age < times.graceMs ? undefined : { result: 'nothing' };
}

function answerIn(result: HttpResult): KavenegarAnswer {
  if (result.kind !== 'response') throw new Error(`Kavenegar did not answer a look-up: ${result.kind}`);
  const answer = readAnswer(result.body);
  if (answer?.code !== 200)
    throw new Error(`Kavenegar answered a look-up with HTTP ${result.status}, code ${answer?.code ?? 'none'}`);
  return answer;
}
