import type { CallbackRequest } from '#libs/contracts';
import { jsonObject } from '#libs/provider-kit';

/** The fields of a callback by their names in small letters: of the query, and of a form or JSON in the body. */
export function fieldsOf({ url, headers, body }: CallbackRequest): ReadonlyMap<string, string> {
  const query = url.indexOf('?') < 0 ? '' : url.slice(url.indexOf('?') + 1);
  const isJson = /json/i.test(headers['content-type'] ?? '');
  const inBody = isJson ? Object.entries(jsonObject(exact(body)) ?? {}) : [...new URLSearchParams(body)];
  const all = [...new URLSearchParams(query), ...inBody];
  return new Map(
    all.flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)] as const] : [],
    ),
  );
}

/** Long numbers stay exact. */
const exact = (json: string): string => json.replace(/"(\w+)"(\s*):(\s*)(\d{16,})(?=\s*[,}])/g, '"$1"$2:$3"$4"');
