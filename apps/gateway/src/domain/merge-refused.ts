import type { SubmitResult } from '#libs/contracts';
import type { ErrorCode } from '#libs/kernel';

/** Why an entry does not have the shape of a message. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
}

/**
 * Replaces the dispatcher's refusals by the gateway's own reasons. A malformed entry is sent as an empty message, which
 * the gates refuse, so that positions, ids and counts are the same in the answer and in the ledger.
 */
export function mergeRefused(items: SubmitResult[], refused: ReadonlyMap<number, Refusal>): SubmitResult[] {
  if (refused.size === 0) return items;
  return items.map((item) => {
    const reason = refused.get(item.position);
    return reason === undefined ? item : { position: item.position, ...reason };
  });
}
