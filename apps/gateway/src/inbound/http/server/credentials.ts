import type { IncomingMessage } from 'node:http';
import { isUserToken, PostriderError } from '#libs/kernel';

export type Credential =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'user token'; readonly token: string }
  | { readonly kind: 'token'; readonly token: string };

const BEARER = /^bearer +([^\s]+)$/i;

/** The one credential of a call. Two of them, in any headers, are refused: it must be certain which one counts. */
export function credentialOf(request: IncomingMessage): Credential | undefined {
  if (credentialHeaders(request.rawHeaders) > 1)
    throw new PostriderError('ambiguous_credentials', 'Send one credential: X-API-Key or Authorization, once.');

  const key = request.headers['x-api-key'];
  if (typeof key === 'string') return { kind: 'key', key };

  const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) return undefined;
  if (isUserToken(token)) return { kind: 'user token', token };
  return token.startsWith('sms_') ? { kind: 'key', key: token } : { kind: 'token', token };
}

function credentialHeaders(rawHeaders: readonly string[]): number {
  let found = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const { length } = rawHeaders[at]!;
    if (length !== 9 && length !== 13) continue;
    const name = rawHeaders[at]!.toLowerCase();
    if (name === 'x-api-key' || name === 'authorization') found++;
  }
  return found;
}

const KEY_SHAPE = /sms_(?:live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}|sms_user_[0-9a-z]{8}_[0-9A-Z]{26}_/;
const KEY_NAME = /[?&](?:api[-_]?key|x-api-key|access_token)=/i;

/** A credential in a URL ends up in logs and histories: whether there is one, and the key if it has our form. */
export function exposedIn(url: string): { readonly key?: string } | undefined {
  const query = url.indexOf('?');
  if (query < 0) return undefined;

  const [key] = KEY_SHAPE.exec(url.slice(query)) ?? [];
  if (key !== undefined) return { key };
  return url.startsWith('/api/') && KEY_NAME.test(url.slice(query)) ? {} : undefined;
}
