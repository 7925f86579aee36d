import type { MessageDocument, RequestDocument } from '#libs/contracts';
import { messageKey } from '#libs/kernel';
import { DEFAULT_CATEGORY, rulesOf } from './categories.ts';

/** For requests without a stored deadline: longer than most of them are valid. */
const UNSAID_DEADLINE_MS = 24 * 60 * 60_000;

/** Until then a request that cannot be processed is kept. */
export const endOf = ({ deadline, created_at }: Pick<RequestDocument, 'deadline' | 'created_at'>): Date =>
  deadline ?? new Date(created_at.getTime() + UNSAID_DEADLINE_MS);

/**
 * The fields of a position that cannot be stored as it was accepted: only those that a document needs, without its
 * content. The message can only be closed, since it has neither text nor number.
 */
export function bareFields(request: RequestDocument, position: number) {
  const { _id, tenant, environment, created_at, created_by, number_from } = request;
  const { guarantee, lane } = rulesOf(DEFAULT_CATEGORY);
  return {
    _id: messageKey(_id, position),
    tenant,
    environment,
    number: number_from + position,
    created_at,
    created_by,
    content: new Uint8Array(),
    to_hash: '',
    category: DEFAULT_CATEGORY,
    guarantee,
    lane,
    priority: 0,
    deadline: endOf(request),
    encoding: 'GSM-7',
    segments: 0,
    ...(request.retry_of && { retry_of: request.retry_of }),
  } satisfies Partial<MessageDocument>;
}

export const isBare = ({ content }: Pick<MessageDocument, 'content'>): boolean => content.length === 0;
