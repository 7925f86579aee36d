import { jsonObject, type HttpResult, type VendorHttp } from '#libs/provider-kit';
import type { KavenegarSecrets } from './config.ts';

export type Method =
  'sms/send' | 'verify/lookup' | 'sms/status' | 'sms/statuslocalmessageid' | 'account/info' | 'account/config';

interface CallOptions {
  readonly signal: AbortSignal;
  readonly sendBefore?: number;
}

/** Answers about 500 messages fit several times. */
const MAX_BYTES = 512 * 1024;

/** One call. The key is in the path, which therefore stands in no error, log or metric. */
export function call(
  http: VendorHttp,
  { apiUrl, apiKey }: KavenegarSecrets,
  method: Method,
  form: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<HttpResult> {
  return http.exchange({
    method: 'POST',
    origin: apiUrl,
    path: `/v1/${encodeURIComponent(apiKey)}/${method}.json`,
    headers: ['content-type', 'application/x-www-form-urlencoded; charset=utf-8', 'accept', 'application/json'],
    body: new URLSearchParams(form).toString(),
    maxBytes: MAX_BYTES,
    ...options,
  });
}

/** Kavenegar's envelope: the code in it decides, whatever the HTTP status is. */
export interface KavenegarAnswer {
  readonly code: number;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly messageid?: unknown;
  readonly localid?: unknown;
  readonly receptor?: unknown;
  readonly status?: unknown;
  readonly cost?: unknown;
  readonly [field: string]: unknown;
}

/** Undefined if it is not Kavenegar's. `entries` is a list, in some answers one object, and null with an error. */
export function readAnswer(body: string): KavenegarAnswer | undefined {
  const { return: head, entries } = jsonObject(withExactIds(body)) ?? {};
  const code = isObject(head) ? Number(head['status'] ?? Number.NaN) : Number.NaN;
  if (!Number.isInteger(code)) return undefined;
  return { code, entries: (Array.isArray(entries) ? entries : [entries]).filter(isObject) };
}

/** Ids are 64-bit integers, which JSON.parse would round: they are read as texts. */
const withExactIds = (body: string): string => body.replace(/"(messageid|localid)"(\s*):(\s*)(\d+)/g, '"$1"$2:$3"$4"');

const MESSAGE_ID = /^[1-9]\d{0,18}$/;

export const idOf = ({ messageid }: Entry): string | undefined =>
  typeof messageid === 'string' && MESSAGE_ID.test(messageid) ? messageid : undefined;

/** Whether it has an id of any form; 0 is none. */
export const namesAnId = ({ messageid }: Entry): boolean => messageid !== undefined && Number(messageid) !== 0;

export const isMessageId = (id: string): boolean => MESSAGE_ID.test(id);

const isObject = (value: unknown): value is Entry => typeof value === 'object' && value !== null;
