import { isMessageId, messageKeyOf, publicMessageId, type MessageKey, type TenantId } from '#libs/kernel';

/** Everything before the message: `<public URL>/callbacks/<vendor>/<secret>?m=`. */
export const callbackPrefix = (publicUrl: string, vendor: string, secret: string): string =>
  `${publicUrl}/callbacks/${vendor}/${secret}?m=`;

/** Where the vendor calls about no message of ours. */
export const accountAddress = (prefix: string): string => prefix.slice(0, -'?m='.length);

export const callbackAddress = (prefix: string, id: string, fence: number): string =>
  `${prefix}${publicMessageId(id as MessageKey)}.${fence}`;

export interface NamedGrant {
  readonly message: MessageKey;
  readonly fence: number;
}

const FENCE = /^[1-9]\d{0,8}$/;

/** The grant that a callback's URL names; undefined if it names none, or not in our own format. */
export function namedGrant(url: string, tenant: TenantId): NamedGrant | undefined {
  const query = url.indexOf('?');
  if (query < 0) return undefined;
  const named = new URLSearchParams(url.slice(query + 1)).get('m') ?? '';
  const dot = named.lastIndexOf('.');
  const id = named.slice(0, Math.max(dot, 0));
  const fence = named.slice(dot + 1);
  return isMessageId(id) && FENCE.test(fence) ? { message: messageKeyOf(tenant, id), fence: Number(fence) } : undefined;
}
