import { awayIn } from './away.ts';

const REDACTED = '[redacted]';
const MAX_TEXT = 4_096;
const MAX_ITEMS = 50;
const MAX_DEPTH = 6;
const MAX_STACK = 1_200;
const MAX_MESSAGE = 500;
const MAX_CAUSES = 3;

/** Names of fields with a person's data or a secret, in any spelling (`apiKey`, `api_key`, `Api-Key`). */
const SENSITIVE = new Set(
  (
    'text texts body content html payload message_text to from recipient recipients phone phone_number msisdn number ' +
    'numbers sender password passphrase secret secrets sealed token access_token refresh_token id_token authorization ' +
    'cookie set_cookie api_key x_api_key key_file private_key credentials otp pin variables metadata'
  )
    .split(' ')
    .map(plainName),
);

/** Names whose values are ours and may consist of digits. */
const OURS = new Set('tenant id ids trace_id request message pool stream seq version'.split(' ').map(plainName));

const JWT = /\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?/g;
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi;
const URL_CREDENTIALS = /\/\/[^/\s@]+@/g;
/** A prefix, then at least 16 characters with a digit among them: the form of API keys of many issuers. */
const API_KEY = /\b(?:[a-z]{2,12}_)(?:(?:live|test|prod)_)?(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}\b/gi;
const DATE = String.raw`\d{4}-\d\d-\d\d(?!\d)`;
/** Eight digits or more, as people write numbers; not a date and not a part of an id, an address or a file position. */
const PHONE = new RegExp(
  String.raw`\+\d(?:[\s()-]{0,2}\d){6,}|(?<![\w.:-])(?!${DATE})\(?\d(?:[\s()-]{0,2}\d){7,}(?![\w-]|\.\w)`,
  'g',
);

/** The string without anything that looks like a phone number, a credential or an API key. */
export function scrub(text: string): string {
  return cut(text, MAX_TEXT)
    .replace(JWT, REDACTED)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(URL_CREDENTIALS, `//${REDACTED}@`)
    .replace(API_KEY, REDACTED)
    .replace(PHONE, REDACTED);
}

/** Whether a field of this name is never logged, whatever its value. */
export const isSensitive = (name: string): boolean => SENSITIVE.has(plainName(name));

/** A copy that may be logged: sensitive fields by name, everything else by {@link scrub}, bounded in depth and length. */
export function scrubFields(fields: Readonly<Record<string, unknown>>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, scrubValue(name, value, depth)]));
}

function scrubValue(name: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  if (isSensitive(name)) return REDACTED;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return OURS.has(plainName(name)) && /^[\w.:-]*$/.test(value) ? value : scrub(value);
  if (typeof value !== 'object') return undefined;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return scrubError(value);
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => scrubValue(name, item, depth + 1));
  return scrubFields(value as Record<string, unknown>, depth + 1);
}

/**
 * Only the description of the fault: an error's own properties may contain documents, requests or payloads. The stack
 * is left out if a server is away, and in causes, whose stacks repeat the outermost one.
 */
function scrubError(error: Error, causes = 0): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  const isOutermost = causes === 0;
  return {
    type: name,
    message: scrub(cut(message, MAX_MESSAGE)),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(stack && isOutermost && !awayIn(error) ? { stack: scrub(cut(stack, MAX_STACK)) } : {}),
    ...(cause instanceof Error && causes < MAX_CAUSES ? { cause: scrubError(cause, causes + 1) } : {}),
  };
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}...` : text);

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
