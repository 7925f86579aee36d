import type { MessageFilter, MessageSummary } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import { auditContentRead } from '../audit/content-read.ts';
import type { ReadPorts } from './read-message.ts';

export interface PositionsWanted {
  readonly where: MessageFilter;
  readonly skip: number;
  readonly limit: number;
}

/** Calls for one page: each ends after a bounded time, also if it has found little. */
const MOST_CALLS = 20;

/** Messages that the principal sees, newest first, with why they ended; `total` as far as it can be counted. */
export async function listByPosition(
  { dispatcher, audit }: ReadPorts,
  principal: Principal,
  { where, skip, limit }: PositionsWanted,
  clientIp: string,
): Promise<{ readonly items: readonly MessageSummary[]; readonly total: number }> {
  const asked = { tenant: principal.tenant, ...seenBy(principal), where };
  const { total, after } = await dispatcher.messages.locate({ ...asked, skip });
  const items: MessageSummary[] = [];
  let next = after;
  for (let calls = 0; skip < total && calls < MOST_CALLS; calls += 1) {
    const page = { limit: limit - items.length, ...(next !== undefined && { after: next }) };
    const reply = await dispatcher.messages.list({ ...asked, ...page, with_outcome: true });
    items.push(...reply.items);
    next = reply.next;
    if (next === undefined || items.length >= limit) break;
  }
  await auditContentRead(audit, { principal, clientIp }, items);
  return { items, total };
}
