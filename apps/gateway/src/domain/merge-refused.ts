import type { SubmitItem, SubmitResult } from '#libs/contracts';
import type { ErrorCode } from '#libs/kernel';

/** Why an entry does not have the shape of a message. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
  /** The field of the message, if one is named. */
  readonly field?: string;
}

/** Takes the place of a refused message: an invalid number, which the dispatcher's gates refuse. */
export const NOT_A_MESSAGE: SubmitItem = Object.freeze({ to: '', text: '' });

/**
 * Replaces the dispatcher's refusals by the gateway's own reasons. A refused entry is sent as {@link NOT_A_MESSAGE}, so
 * that positions, ids and counts are the same in the answer and in the ledger. An entry with an id was accepted by an
 * earlier call with the same idempotency key.
 */
export function mergeRefused(items: SubmitResult[], refused: ReadonlyMap<number, Refusal>): SubmitResult[] {
  if (refused.size === 0) return items;
  return items.map((item) => {
    const reason = refused.get(item.position);
    if (reason === undefined || item.id !== undefined) return item;
    const { code, detail } = reason;
    return { position: item.position, code, detail };
  });
}
