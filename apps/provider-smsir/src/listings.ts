import { PostriderError } from '#libs/kernel';
import { sha256Hex, type VendorHttp } from '#libs/provider-kit';
import type { SmsirSecrets } from './config.ts';
import { headersOf, nationalOf } from './encode.ts';
import { dataOf, idOf } from './outcomes.ts';

/** Of a page. */
const ROWS = 100;
/** A page of 100 long texts fits several times. */
const MAX_BYTES = 4 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** Tehran has had no summer time since 2022. */
const TEHRAN_MS = 3.5 * 3_600_000;

/** `live` has the messages of the present day, `archive` the older ones. */
export type ListName = 'send/live' | 'send/archive' | 'receive/live' | 'receive/archive';

export interface ListQuery {
  readonly list: ListName;
  /** From 1. */
  readonly page: number;
  /** Older rows are not wanted. Ms since the epoch. */
  readonly since: number;
}

/** A row of any list. Times are in ms since the epoch. */
export interface ListedText {
  /** Absent from texts received: the vendor gives them no id. */
  readonly id?: string;
  /** Ten digits, or what the vendor writes, if it is no Iranian number. */
  readonly mobile: string;
  readonly text: string;
  readonly line: string;
  readonly at: number;
  readonly cost?: unknown;
  readonly state?: string;
  readonly reportedAt?: number;
}

export interface ListPage {
  readonly rows: readonly ListedText[];
  /** The list has another page with wanted rows. */
  readonly goesOn: boolean;
  /** A name of the first row: a page that begins with the same one is the same page. */
  readonly first?: string;
}

/** SMS.IR's lists of messages, page by page. */
export class Listings {
  constructor(private readonly http: VendorHttp) {}

  /** Throws `service_unavailable` if the vendor does not answer with a list. */
  async page({ list, page, since }: ListQuery, secrets: SmsirSecrets, signal: AbortSignal): Promise<ListPage> {
    const query = new URLSearchParams({ pageSize: String(ROWS), pageNumber: String(page) });
    if (list.endsWith('archive')) query.set('fromDate', String(Math.max(0, Math.floor(since / 1_000))));
    const result = await this.http.exchange({
      method: 'GET',
      origin: secrets.apiUrl,
      path: `/v1/${list}?${query.toString()}`,
      headers: headersOf(secrets),
      signal,
      maxBytes: MAX_BYTES,
    });
    const data = dataOf(result);
    if (!Array.isArray(data)) throw new PostriderError('service_unavailable', 'SMS.IR did not answer with a list.');
    const all = data.flatMap((row) => rowOf(row) ?? []);
    const goesOn = data.length >= ROWS && !hasPassed(all, since);
    const first = data.length > 0 ? { first: sha256Hex(JSON.stringify(data[0])).slice(0, 16) } : {};
    return { rows: all.filter(({ at }) => at >= since), goesOn, ...first };
  }
}

/**
 * Whether older rows can only be in the archive. The day of `live` ends at midnight in Tehran; SMS.IR writes its times
 * in UTC, so that midnight counts as well.
 */
export function needsArchive(since: number, now: number): boolean {
  const midnight = (offset: number): number => Math.floor((now + offset) / DAY_MS) * DAY_MS - offset;
  return since < Math.max(midnight(0), midnight(TEHRAN_MS));
}

/** The newest come first, and the oldest of them is not wanted any more. */
const hasPassed = (rows: readonly ListedText[], since: number): boolean => {
  const [first, last] = [rows[0], rows.at(-1)];
  return first !== undefined && last !== undefined && last.at < since && first.at >= last.at;
};

function rowOf(row: unknown): ListedText | undefined {
  const { messageId, mobile, messageText, sendDateTime, receivedDateTime, lineNumber, number, ...rest } = (row ??
    {}) as Record<string, unknown>;
  const at = sendDateTime ?? receivedDateTime;
  if (typeof messageText !== 'string' || typeof at !== 'number') return undefined;
  const { cost, deliveryState: state, deliveryDateTime: reportedAt } = rest;
  const id = idOf(messageId);
  return {
    ...(id !== undefined && { id }),
    mobile: nationalOf(word(mobile)) ?? word(mobile),
    text: messageText,
    line: word(lineNumber ?? number),
    at: at * 1_000,
    cost,
    ...(typeof state === 'number' && { state: String(state) }),
    ...(typeof reportedAt === 'number' && reportedAt > 0 && { reportedAt: reportedAt * 1_000 }),
  };
}

const word = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
