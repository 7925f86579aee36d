import {
  answerOf,
  answerWithoutResponse,
  codesOf,
  jsonObject,
  meaningOf,
  retryAfterMs,
  type HttpResult,
  type ItemAnswer,
  type Meaning,
} from '#libs/provider-kit';

/**
 * Acme's error codes by their meaning for an attempt. `rejected` only for what every vendor would refuse; `recipient`
 * for a number or a text that this vendor alone does not take; a code that is not listed means `request` with a 4xx.
 */
export const CODES = codesOf({
  rejected: [1001, 1002],
  misconfigured: [2001],
  request: [3001],
  recipient: [3002],
  throttled: [4001],
  down: [5001],
  unknown: [5002],
});

/** The outcome of a send. Only Acme's own error proves that nothing was sent; anything else is `unknown`. */
export function outcomeOf(result: HttpResult): ItemAnswer {
  if (result.kind !== 'response') return answerWithoutResponse(result);
  const { id, code } = jsonObject(result.body) ?? {};
  const isSuccess = result.status >= 200 && result.status < 300;
  if (isSuccess && typeof id === 'string' && id !== '') return { outcome: 'accepted', vendor_message_id: id };
  if (isSuccess || typeof code !== 'number') return { outcome: 'unknown', vendor_code: `http_${result.status}` };
  return answerOf(meaningIn(result.status, code), String(code), retryAfterMs(result.headers));
}

function meaningIn(status: number, code: number): Meaning {
  const meaning = meaningOf(CODES, code);
  if (status >= 400 && status < 500) return meaning ?? 'request';
  return meaning === 'down' ? 'down' : 'unknown';
}
