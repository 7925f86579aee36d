import {
  answerOf,
  answerWithoutResponse,
  codesOf,
  wordsOf,
  type HttpResult,
  type ItemAnswer,
  type Meaning,
} from '#libs/provider-kit';
import type { HktSecrets } from './config.ts';
import { compiled } from './config/pattern.ts';

/** HKT publishes no codes. Two kinds of refusals can be told apart by their reasons, with the account's patterns. */
export const CODES = codesOf({ rejected: ['invalid_number'], request: ['refused'] });

type Patterns = Pick<HktSecrets, 'successPattern' | 'refusalPattern' | 'invalidNumberPattern'>;

/**
 * Only what the success pattern finds in a 2xx is `accepted`, and only HKT's own word for a refusal proves that nothing
 * was sent. Everything else is `unknown`: a blank answer, a page, a server error, a redirect.
 */
export function outcomeOf(result: HttpResult, patterns: Patterns): ItemAnswer {
  if (result.kind !== 'response') return answerWithoutResponse(result);
  const { status, body } = result;
  if (isSuccess(status) && compiled(patterns.successPattern).test(body)) return { outcome: 'accepted' };
  const reason = isSuccess(status) || isRefusal(status) ? reasonIn(body, patterns) : undefined;
  if (reason === undefined) return { outcome: 'unknown', vendor_code: `http_${status}` };
  const { invalidNumberPattern } = patterns;
  const isOfNumber = invalidNumberPattern !== undefined && compiled(invalidNumberPattern).test(reason);
  const meaning = CODES[isOfNumber ? 'invalid_number' : 'refused'] as Meaning;
  return answerOf(meaning, wordsOf(reason));
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const isRefusal = (status: number): boolean => status >= 400 && status < 500;

/** Why HKT refused; undefined if it does not say that it did. An OK among other words is no refusal. */
function reasonIn(body: string, { refusalPattern }: Patterns): string | undefined {
  const said = elementIn(body, 'status');
  if (said !== undefined && said !== '' && !/\bOK\b/i.test(said)) return elementIn(body, 'reason') || said;
  return refusalPattern !== undefined && said === undefined && compiled(refusalPattern).test(body) ? body : undefined;
}

function elementIn(body: string, name: string): string | undefined {
  const lower = body.toLowerCase();
  const start = lower.indexOf(`<${name}>`);
  const end = start < 0 ? -1 : lower.indexOf(`</${name}>`, start);
  return end < 0 ? undefined : body.slice(start + name.length + 2, end).trim();
}
