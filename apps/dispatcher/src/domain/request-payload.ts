import type {
  Category,
  Encoding,
  Guarantee,
  Lane,
  MessageContent,
  MessageDocument,
  RequestDocument,
} from '#libs/contracts';
import { messageKey, type MessageKey, type TenantId } from '#libs/kernel';
import { storedMetadata } from './metadata.ts';

/** One accepted position of a request, as its sealed payload keeps it for the repeatable fan-out. */
export interface PayloadItem extends MessageContent {
  readonly position: number;
  readonly category: Category;
  readonly guarantee: Guarantee;
  readonly lane: Lane;
  readonly priority: number;
  /** Ms since the epoch. */
  readonly deadline: number;
  readonly encoding: Encoding;
  readonly segments: number;
  /** Ms since the epoch: nothing is sent before. */
  readonly send_at?: number;
  readonly sender?: string;
  /** The only route that may carry it. */
  readonly pinned_route?: string;
  /** ISO 3166 alpha-2 */
  readonly country?: string;
  readonly client_ref?: string;
  readonly subject_ref?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export const contentOf = ({ to, to_as_written, text }: PayloadItem): MessageContent => ({ to, to_as_written, text });

export const keyOf = (request: Pick<RequestDocument, '_id'>, item: Pick<PayloadItem, 'position'>): MessageKey =>
  messageKey(request._id, item.position);

/** When somebody must look at a position that is stored waiting: what is scheduled rests until then. */
export const dueAt = ({ send_at }: Pick<PayloadItem, 'send_at'>, now: number): number => Math.max(now, send_at ?? now);

export interface Seals {
  seal(tenant: TenantId, field: string, plain: string): Uint8Array;
  hash(tenant: TenantId, value: string): string;
}

/** What fan-out stores of one position before its status; the same at every repetition but for the random nonce. */
export function acceptedFields(request: RequestDocument, item: PayloadItem, codec: Seals) {
  const { tenant, environment, created_at, created_by, number_from } = request;
  const { category, guarantee, lane, priority, encoding, segments, client_ref, subject_ref, metadata } = item;
  const { send_at, sender, pinned_route, country } = item;
  return {
    _id: keyOf(request, item),
    tenant,
    environment,
    number: number_from + item.position,
    created_at,
    created_by,
    content: codec.seal(tenant, 'content', JSON.stringify(contentOf(item))),
    to_hash: codec.hash(tenant, item.to),
    category,
    guarantee,
    lane,
    priority,
    deadline: new Date(item.deadline),
    encoding,
    segments,
    ...(send_at !== undefined && { send_at: new Date(send_at) }),
    ...(sender !== undefined && { sender }),
    ...(pinned_route !== undefined && { pinned_route }),
    ...(country !== undefined && { country }),
    ...(client_ref !== undefined && { client_ref }),
    ...(subject_ref !== undefined && { subject_ref }),
    ...storedMetadata(metadata),
    ...(request.retry_of && { retry_of: request.retry_of }),
  } satisfies Partial<MessageDocument>;
}
