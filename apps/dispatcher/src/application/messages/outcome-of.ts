import { AGENT_ID, type EvidenceDocument, type MessageDocument } from '#libs/contracts';
import type { MessageKey } from '#libs/kernel';
import { fold, type Grant } from '../../domain/ledger/fold.ts';
import { firstRefusalOf } from '../../domain/ledger/refusals.ts';

/** Why it ended, if it did not succeed; of several routes that refused it, the code of the first. */
export function reasonOf(message: Grant, rows: readonly EvidenceDocument[]): string | undefined {
  const { reason } = fold(message, rows);
  return reason === 'TRIES_USED_UP' ? (firstRefusalOf(message.fence, rows) ?? reason) : reason;
}

/** The end that a duplicate has before it is closed. */
export const duplicateEnd = ({ duplicate_of }: { readonly duplicate_of?: MessageKey }) =>
  duplicate_of && { status: 'CANCELED' as const, reason: 'DUPLICATE_RECENT' };

/** The phone that holds it, or held it last, or for which it is. */
export function agentOf({
  agent,
  pinned_route,
  preferred_route,
}: Partial<Pick<MessageDocument, 'agent' | 'pinned_route' | 'preferred_route'>>): { readonly agent_id?: string } {
  const meant = pinned_route ?? preferred_route;
  const id = agent ?? (meant !== undefined && AGENT_ID.test(meant) ? meant : undefined);
  return id === undefined ? {} : { agent_id: id };
}
