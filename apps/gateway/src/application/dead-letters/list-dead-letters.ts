import type { DeadLetterFilter, DeadLettersReply, DeadLetterStats } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import { auditContentRead } from '../audit/content-read.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';

/** The filters of a caller; tenant and environment are the principal's. */
export type DeadLetterChoice = Omit<DeadLetterFilter, 'tenant' | 'environment'>;

/** Messages whose attempts were used up, newest first. */
export async function listDeadLetters(
  { dispatcher, audit }: { readonly dispatcher: Dispatcher; readonly audit: AuditLog },
  principal: Principal,
  page: DeadLetterChoice & { readonly limit: number; readonly after?: string },
  clientIp: string,
): Promise<DeadLettersReply> {
  const reply = await dispatcher.deadLetters.list({ tenant: principal.tenant, ...seenBy(principal), ...page });
  await auditContentRead(audit, { principal, clientIp }, reply.items);
  return reply;
}

export function deadLetterStats(
  { dispatcher }: { readonly dispatcher: Dispatcher },
  principal: Principal,
  choice: DeadLetterChoice,
): Promise<DeadLetterStats> {
  return dispatcher.deadLetters.stats({ tenant: principal.tenant, ...seenBy(principal), ...choice });
}
