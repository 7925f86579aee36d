import type { MessageStatus } from '#libs/contracts';
import { requestKeyOf, type MessageKey, type RequestKey, type TenantId } from '#libs/kernel';

/** Who may send a text to a number within the window: the message that has the guard. */
export interface DuplicateGuard {
  /** `<tenant>.<environment>.<keyed hash of number and text>` */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly owner: MessageKey;
  /** When the owner's call was made. */
  readonly at: Date;
  readonly expires_at: Date;
  /** The owner's call; a repeat of it has the same ones, and another request id. */
  readonly operation: string;
  readonly idempotency_key?: string;
  /** A repeat of the owner's call relies on it too, so that neither of them takes it away. */
  readonly shared?: boolean;
}

/** A call that finds the guard of another message in its way. */
export interface GuardedCall {
  readonly request: RequestKey;
  readonly operation: string;
  readonly idempotency_key?: string | undefined;
  /** The message that it sends again. */
  readonly retryOf?: MessageKey | undefined;
  readonly windowMs: number;
}

/** The message that has the guard, or its request if fan-out has not stored it yet; absent: neither exists. */
export interface GuardOwner {
  readonly message: MessageKey;
  readonly created_by: string;
  readonly status?: MessageStatus;
}

/**
 * `ours`: the guard is of this call; `share`: of an earlier try of it that may have died; `free`: its owner does not
 * count any more; `wait`: its owner is being accepted at this moment, or its process died.
 */
export type GuardDecision = 'ours' | 'share' | 'free' | 'duplicate' | 'wait';

export function decideGuard(
  guard: DuplicateGuard,
  call: GuardedCall,
  owner: GuardOwner | undefined,
  { now, abandonedMs }: { readonly now: number; readonly abandonedMs: number },
): GuardDecision {
  if (requestKeyOf(guard.owner) === call.request) return 'ours';
  if (isSameCall(guard, call)) return owner ? 'ours' : 'share';
  if (guard.owner === call.retryOf) return 'free';
  const age = now - guard.at.getTime();
  if (age >= call.windowMs) return 'free';
  if (!owner) return age >= abandonedMs ? 'free' : 'wait';
  return owner.status && NOT_SENT.has(owner.status) ? 'free' : 'duplicate';
}

const NOT_SENT: ReadonlySet<MessageStatus> = new Set<MessageStatus>(['FAILED', 'CANCELED', 'EXPIRED']);

const isSameCall = (guard: DuplicateGuard, { operation, idempotency_key }: GuardedCall): boolean =>
  idempotency_key !== undefined && guard.idempotency_key === idempotency_key && guard.operation === operation;

/** Why a message that is not to be sent is closed. */
export const cancelReasonOf = ({ duplicate_of }: { readonly duplicate_of?: MessageKey }) =>
  duplicate_of === undefined ? ('CANCELED_BY_USER' as const) : ('DUPLICATE_RECENT' as const);
