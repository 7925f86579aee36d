import { PostriderError, type ErrorCode } from '#libs/kernel';
import type { AttemptView, MessageView, RequestView, SubmitReply, SubmitResult } from '#libs/contracts';

export interface MessageAccepted {
  readonly id: string;
  readonly request_id: string;
  readonly status: string;
  readonly to: string;
  readonly segments: number;
  readonly encoding: string;
  readonly warnings: readonly string[];
}

/** A single send whose one item was refused is a refused call. */
export function acceptedMessage({ request_id, items }: SubmitReply): MessageAccepted {
  const [item] = items;
  if (item?.id === undefined)
    throw new PostriderError((item?.code as ErrorCode) ?? 'internal_error', item?.detail ?? '');
  const { id, status = 'PENDING', to = '', segments = 1, encoding = 'GSM-7', warnings = [] } = item;
  return { id, request_id, status, to, segments, encoding, warnings };
}

export type BatchItem =
  | { readonly position: number; readonly id: string; readonly status?: string; readonly warnings?: readonly string[] }
  | { readonly position: number; readonly code: string; readonly detail: string };

export interface BatchAccepted {
  readonly request_id: string;
  readonly total: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly items: readonly BatchItem[];
}

export function acceptedBatch({ request_id, total, accepted, rejected, items }: SubmitReply): BatchAccepted {
  return { request_id, total, accepted, rejected, items: items.map(batchItem) };
}

function batchItem({ position, id, status, warnings, code, detail }: SubmitResult): BatchItem {
  if (id === undefined) return { position, code: code ?? 'internal_error', detail: detail ?? '' };
  return { position, id, ...(status && { status }), ...(warnings?.length && { warnings }) };
}

export type AttemptAnswer = Omit<AttemptView, 'cost_micros' | 'currency'> & {
  readonly cost?: { readonly micros: number; readonly currency: string };
};
export type MessageAnswer = Omit<MessageView, 'attempts'> & { readonly attempts: readonly AttemptAnswer[] };

export function messageAnswer({ attempts, ...message }: MessageView): MessageAnswer {
  return { ...message, attempts: attempts.map(attemptAnswer) };
}

function attemptAnswer({ cost_micros, currency, ...attempt }: AttemptView): AttemptAnswer {
  if (cost_micros === undefined || currency === undefined) return attempt;
  return { ...attempt, cost: { micros: cost_micros, currency } };
}

export type RequestAnswer = Omit<RequestView, 'next'> & { readonly next_cursor: string | null };

export function requestAnswer({ next, ...request }: RequestView, seal: (after: number) => string): RequestAnswer {
  return { ...request, next_cursor: next === undefined ? null : seal(next) };
}
