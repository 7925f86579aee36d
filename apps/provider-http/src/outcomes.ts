import {
  answerOf,
  answerWithoutResponse,
  costOf,
  meaningOf,
  microsOf,
  retryAfterMs,
  type HttpResult,
  type ItemAnswer,
  type Meaning,
} from '#libs/provider-kit';
import { storable } from '#libs/kernel';
import type { Api } from './parse-description.ts';
import { readAll, readFirst } from './read-path.ts';

/** The outcome of a send. Only a code of the vendor proves that nothing was sent; anything else is `unknown`. */
export function outcomeOf(result: HttpResult, api: Api): ItemAnswer {
  if (result.kind !== 'response') return answerWithoutResponse(result);
  const { status, headers } = result;
  const body = jsonOf(result.body);
  if (body === undefined) return unclear(status);

  const taken = takenOf(status, body, api);
  if (taken === 'whole') return accepted(body, api) ?? unclear(status);
  if (taken === 'partly') return { outcome: 'unknown', vendor_code: 'partly_sent' };
  const code = readFirst(body, ...api.error);
  if (code === undefined) return unclear(status);
  return answerOf(meaningIn(status, code, api), storable(code, LONGEST_CODE), retryAfterMs(headers));
}

const LONGEST_CODE = 32;
const LONGEST_ID = 128;

const unclear = (status: number): ItemAnswer => ({ outcome: 'unknown', vendor_code: `http_${status}` });

/** Whether the vendor says of every part of the message that it took it. */
function takenOf(status: number, body: unknown, { accepted: rule }: Api): 'whole' | 'partly' | 'not' {
  const { path, values } = rule ?? {};
  if (!(rule?.status ?? USUAL).includes(status)) return 'not';
  if (path === undefined) return 'whole';
  const parts = readAll(body, path);
  const good = parts.filter((part) => values?.includes(part) ?? true);
  if (good.length === 0) return 'not';
  return good.length === parts.length ? 'whole' : 'partly';
}

const USUAL: readonly number[] = [200, 201, 202];

function accepted(body: unknown, { id: path, cost }: Api): ItemAnswer | undefined {
  const id = path === undefined ? undefined : readFirst(body, path);
  if (path !== undefined && (id === undefined || id.length > LONGEST_ID)) return undefined;
  const micros = cost ? readAll(body, cost.path).map(microsOf) : [];
  const sum =
    micros.length > 0 ? micros.reduce((a, b) => (a === undefined || b === undefined ? undefined : a + b)) : undefined;
  const price = sum === undefined ? undefined : costOf(sum / 1_000_000, cost!.currency);
  return { outcome: 'accepted', ...(id !== undefined && { vendor_message_id: id }), ...price };
}

/** The status decides about a code that is not listed. A server error never proves that nothing was sent. */
function meaningIn(status: number, code: string, { codes }: Api): Meaning {
  const meaning = meaningOf(codes, code);
  if (status >= 500) return meaning === 'down' ? 'down' : 'unknown';
  if (status >= 300 && status < 400) return 'unknown';
  return meaning ?? MEANING_OF_STATUS[status] ?? 'request';
}

export const MEANING_OF_STATUS: Readonly<Record<number, Meaning>> = { 401: 'misconfigured', 429: 'throttled' };

export function jsonOf(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
