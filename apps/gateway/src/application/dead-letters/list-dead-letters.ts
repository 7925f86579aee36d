import type { DeadLetterFilter, DeadLettersReply, DeadLetterStats } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { Dispatcher } from '../ports.ts';

/** The filters of a caller; tenant and environment are the principal's. */
export type DeadLetterChoice = Omit<DeadLetterFilter, 'tenant' | 'environment'>;

/** Messages whose attempts were used up, newest first. */
export function listDeadLetters(
  { dispatcher }: { readonly dispatcher: Dispatcher },
  principal: Principal,
  page: DeadLetterChoice & { readonly limit: number; readonly after?: string },
): Promise<DeadLettersReply> {
  return dispatcher.deadLetters.list({ tenant: principal.tenant, ...seenBy(principal), ...page });
}

export function deadLetterStats(
  { dispatcher }: { readonly dispatcher: Dispatcher },
  principal: Principal,
  choice: DeadLetterChoice,
): Promise<DeadLetterStats> {
  return dispatcher.deadLetters.stats({ tenant: principal.tenant, ...seenBy(principal), ...choice });
}
