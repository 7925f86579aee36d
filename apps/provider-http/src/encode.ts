import type { DeliverItem } from '#libs/contracts';
import { segmentsOf } from '#libs/kernel';
import type { HttpSecrets } from './account.ts';
import type { Numbers } from './description.ts';
import { fill, fillText, type Values } from './fill.ts';
import type { Api } from './parse-description.ts';
import { sha256Hex, type VendorRequest } from '#libs/provider-kit';

type Encoded = Pick<VendorRequest, 'method' | 'origin' | 'path' | 'headers' | 'body'>;

/** A message as the vendor takes it. */
export function encodeMessage(
  item: DeliverItem,
  api: Api,
  secrets: HttpSecrets,
  callbackUrl: string | undefined,
): Encoded {
  const values = valuesOf(item, api, secrets, callbackUrl);
  const fields = fill(api.fields, values) as Readonly<Record<string, unknown>>;
  const { origin, path } = addressOf(api.url, secrets, values);
  const headers = headersOf(api.headers, values);
  if (api.body === 'query') {
    const joined = `${path}${path.includes('?') ? '&' : '?'}${formOf(fields)}`;
    return { method: api.method, origin, path: joined, headers };
  }
  const isJson = api.body === 'json';
  return {
    method: api.method,
    origin,
    path,
    headers: ['content-type', isJson ? 'application/json' : 'application/x-www-form-urlencoded', ...headers],
    body: isJson ? JSON.stringify(fields) : formOf(fields),
  };
}

/** The call of `check`, with the values that do not depend on a message. */
export function encodeCheck(check: NonNullable<Api['check']>, secrets: HttpSecrets): Encoded {
  const values = credentialsOf(secrets);
  return { method: 'GET', ...addressOf(check.url, secrets, values), headers: headersOf(check.headers ?? {}, values) };
}

/** The host is the account's; a value in the address is escaped. */
function addressOf(url: string, { origin }: HttpSecrets, values: Values): { origin: string; path: string } {
  const path = url.replace(/^https?:\/\/[^/]+/, '');
  return { origin, path: fillText(path, values, encodeURIComponent) ?? '/' };
}

const headersOf = (headers: Readonly<Record<string, string>>, values: Values): string[] =>
  Object.entries(headers).flatMap(([name, text]) => {
    const value = fillText(text, values);
    return value === undefined ? [] : [name.toLowerCase(), value];
  });

/** A list is the same name several times. */
function formOf(fields: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value]) form.append(name, String(one));
  return form.toString();
}

const credentialsOf = ({ key, secret }: HttpSecrets): Values => ({
  key,
  ...(secret !== undefined && { secret }),
  basic: Buffer.from(`${key}:${secret ?? ''}`).toString('base64'),
});

function valuesOf(item: DeliverItem, api: Api, secrets: HttpSecrets, callback_url: string | undefined): Values {
  const sender = item.sender ?? secrets.sender;
  const encoding =
    api.encodings && (segmentsOf(item.text).encoding === 'GSM-7' ? api.encodings.gsm7 : api.encodings.ucs2);
  return {
    ...credentialsOf(secrets),
    to: numberAs(item.to, api.numbers),
    text: item.text,
    ...(sender !== undefined && { sender: numberAs(sender, api.numbers) }),
    ...(encoding !== undefined && { encoding }),
    ...(callback_url !== undefined && { callback_url }),
    reference: referenceOf(item),
    valid_for_s: String(item.valid_for_s),
    valid_for_ms: String(item.valid_for_s * 1_000),
  };
}

/** The same for every repetition of one grant, and nobody else can read from it whose message it is. */
const referenceOf = ({ id, fence }: DeliverItem): string => sha256Hex(`${id}.${fence}`).slice(0, 32);

/** A number in the vendor's form; a sender that is no number stays as it is. */
export function numberAs(number: string, { format, country_code: code, groups }: Partial<Numbers> = {}): string {
  if (!/^\+\d+$/.test(number)) return number;
  const digits = number.slice(1);
  switch (format) {
    case 'digits':
      return digits;
    case '00':
      return `00${digits}`;
    case 'national':
      return code !== undefined && digits.startsWith(code) ? dashed(`0${digits.slice(code.length)}`, groups) : number;
    case 'e164':
    case undefined:
      return number;
  }
}

function dashed(digits: string, groups: readonly number[] = []): string {
  let rest = digits;
  const parts = groups.map((length) => {
    const part = rest.slice(0, length);
    rest = rest.slice(length);
    return part;
  });
  return [...parts, rest].filter((part) => part !== '').join('-');
}
