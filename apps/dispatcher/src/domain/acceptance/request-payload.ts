import type { MessageContent, MessageDocument, RequestDocument } from '#libs/contracts';
import { messageKey, type MessageKey, type TenantId } from '#libs/kernel';
import type { AcceptedItem } from './accepted-item.ts';
import { messageFields, timesOf } from './message-fields.ts';
import { storedMetadata } from './metadata.ts';

/** One accepted position of a request, as its sealed payload keeps it for the repeatable fan-out. */
export interface PayloadItem extends Omit<AcceptedItem, 'warnings'> {
  readonly position: number;
  /** It is recorded, and not sent. */
  readonly duplicate_of?: MessageKey;
}

export const contentOf = ({ to, to_as_written, text, vendor_templates, media }: MessageContent): MessageContent => ({
  to,
  to_as_written,
  text,
  ...(vendor_templates && { vendor_templates }),
  ...(media && { media }),
});

export const keyOf = (request: Pick<RequestDocument, '_id'>, item: Pick<PayloadItem, 'position'>): MessageKey =>
  messageKey(request._id, item.position);

/** When a position that is stored as waiting is due: a scheduled one at its `send_at`, one that is only closed at once. */
export const dueAt = ({ send_at, duplicate_of }: Pick<PayloadItem, 'send_at' | 'duplicate_of'>, now: number): number =>
  duplicate_of ? now : Math.max(now, send_at ?? now);

export interface Seals {
  seal(tenant: TenantId, field: string, plain: string): Uint8Array;
  hash(tenant: TenantId, value: string): string;
}

/**
 * The fields of one position that fan-out stores, without its status; they are the same at every repetition except for
 * the random nonce.
 */
export function acceptedFields(request: RequestDocument, item: PayloadItem, codec: Seals) {
  const { tenant, environment, created_at, created_by, number_from } = request;
  return {
    _id: keyOf(request, item),
    tenant,
    environment,
    number: number_from + item.position,
    created_at,
    created_by,
    content: codec.seal(tenant, 'content', JSON.stringify(contentOf(item))),
    to_hash: codec.hash(tenant, item.to),
    deadline: new Date(item.deadline),
    ...messageFields(item),
    ...timesOf(item, (ms) => new Date(ms)),
    ...storedMetadata(item.metadata),
    ...(request.retry_of && { retry_of: request.retry_of }),
    ...(item.duplicate_of && { duplicate_of: item.duplicate_of }),
  } satisfies Partial<MessageDocument>;
}
