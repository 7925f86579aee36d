import type { Text } from '#libs/sandbox-kit';

export const API_VERSION = '2010-04-01';

export const messageUri = ({ account, sid }: Pick<Text, 'account' | 'sid'>): string =>
  `/${API_VERSION}/Accounts/${account}/Messages/${sid}.json`;

/** In these statuses Twilio has neither sender nor segments of a message sent through a service. */
const AT_FIRST: readonly string[] = ['accepted', 'scheduled'];
const UNPRICED: readonly string[] = ['accepted', 'scheduled', 'queued', 'sending', 'canceled', 'failed'];

/** A text as Twilio shows it: counts and prices are strings, dates RFC 2822. */
export function messageJson(text: Text, pricePerSegment: string) {
  const pending = text.service !== undefined && AT_FIRST.includes(text.status);
  const priced = !UNPRICED.includes(text.status);
  const uri = messageUri(text);
  return {
    account_sid: text.account,
    api_version: API_VERSION,
    body: text.redacted ? '' : text.body,
    date_created: rfc2822(text.createdAt),
    date_sent: text.sentAt === undefined ? null : rfc2822(text.sentAt),
    date_updated: rfc2822(text.updatedAt),
    direction: 'outbound-api',
    error_code: text.errorCode ?? null,
    error_message: text.errorCode === undefined ? null : `Error ${text.errorCode}`,
    from: pending ? null : text.from,
    messaging_service_sid: text.service ?? null,
    num_media: String(text.media?.length ?? 0),
    num_segments: pending ? '0' : String(text.segments),
    price: priced ? (Number(pricePerSegment) * text.segments).toFixed(5) : null,
    price_unit: priced ? 'USD' : null,
    sid: text.sid,
    status: text.status,
    subresource_uris: { media: uri.replace('.json', '/Media.json') },
    tags: null,
    to: text.to,
    uri,
  };
}

const rfc2822 = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000');
